package io.pointsman.decider;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.pointsman.decider.InvalidRoutingTableException.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads a routing table out of YAML or JSON. Nothing is guessed and nothing is ignored: an unknown
 * field, a duplicate key or a value out of range is a fault, and all faults are reported together,
 * each with its path.
 */
public final class RoutingTableParser {
  /** Characters a document may have, which is what the YAML reader allows; over 10,000 rules. */
  public static final int MAX_CHARACTERS = 3 * 1024 * 1024;

  private static final YAMLFactory YAML_FACTORY = new YAMLFactory();
  private static final ObjectMapper YAML =
      YAMLMapper.builder(YAML_FACTORY)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RoutingTableParser() {}

  /**
   * Reads a document: JSON when it begins with a brace and is JSON, YAML otherwise.
   *
   * @throws InvalidRoutingTableException with every fault's path, or with line and column when the
   *     text is neither YAML nor JSON
   */
  public static RoutingTable parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw broken(
          "has " + text.length() + " characters; at most " + MAX_CHARACTERS + " are allowed");
    }
    return parse(tree(text));
  }

  /**
   * Reads a document that is parsed already.
   *
   * @throws InvalidRoutingTableException with every fault's path
   */
  public static RoutingTable parse(JsonNode document) {
    return new RoutingTableReader().read(document);
  }

  private static JsonNode tree(String text) {
    if (text.stripLeading().startsWith("{")) {
      try {
        return JSON.readTree(text);
      } catch (JsonParseException e) {
        // A flow mapping of YAML begins with a brace too; its own parser has the last word.
      } catch (JsonProcessingException e) {
        throw broken(e);
      }
    }
    try {
      refuseAliases(text);
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw broken(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An unquoted {@code *-prod} is an alias to YAML, which would be read as the text "-prod". */
  private static void refuseAliases(String text) throws IOException {
    try (YAMLParser parser = YAML_FACTORY.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          JsonLocation at = parser.currentTokenLocation();
          throw broken(
              "has a YAML alias at line "
                  + at.getLineNr()
                  + ", column "
                  + at.getColumnNr()
                  + "; write a glob that begins with * in quotes");
        }
      }
    }
  }

  private static InvalidRoutingTableException broken(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return broken(
        "is neither YAML nor JSON: "
            + Names.shown(e.getOriginalMessage().replaceAll("\\s+", " "), 300)
            + where);
  }

  private static InvalidRoutingTableException broken(String problem) {
    return new InvalidRoutingTableException(List.of(new Fault("document", problem)));
  }
}

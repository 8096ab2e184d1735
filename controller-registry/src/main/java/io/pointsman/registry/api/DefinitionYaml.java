package io.pointsman.registry.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.api.Problem.Fault;

/**
 * Writes and reads sources and catalogs as YAML; JSON is YAML, too. Nothing is ignored: an unknown
 * field or a duplicate key is a fault.
 */
public final class DefinitionYaml {
  private static final ObjectMapper YAML =
      YAMLMapper.builder(new YAMLFactory())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private DefinitionYaml() {}

  /** A document that is none, with where that shows. */
  public static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    InvalidException(Fault fault) {
      super(fault.toString());
      this.fault = fault;
    }

    public Fault fault() {
      return fault;
    }
  }

  /** The document as text; equal definitions come out as equal text. */
  public static String write(DefinitionDocument document) {
    try {
      return YAML.writeValueAsString(WireJson.mapper().valueToTree(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Definitions cannot be written as YAML", e);
    }
  }

  /**
   * The document that a text is.
   *
   * @throws InvalidException naming the place
   */
  public static DefinitionDocument read(String text) throws InvalidException {
    try {
      JsonNode tree = YAML.readTree(text);
      if (tree == null || !tree.isObject()) {
        throw new InvalidException(
            new Fault("document", "is no mapping with 'sources' and 'catalogs'"));
      }
      return WireJson.mapper()
          .readerFor(DefinitionDocument.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readValue(tree);
    } catch (JsonProcessingException e) {
      throw new InvalidException(fault(e));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Fault fault(JsonProcessingException e) {
    StringBuilder path = new StringBuilder();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        if (step.getFieldName() == null) {
          path.append('[').append(step.getIndex()).append(']');
        } else {
          path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
        }
      }
      if (mapping.getCause() instanceof InvalidMovementException invalid) {
        return new Fault(path + "." + invalid.field(), invalid.getMessage());
      }
    }
    String said = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    String where =
        e.getLocation() == null || !path.isEmpty()
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return new Fault(
        path.isEmpty() ? "document" : path.toString(),
        (said.length() > 300 ? said.substring(0, 300) + "…" : said) + where);
  }
}

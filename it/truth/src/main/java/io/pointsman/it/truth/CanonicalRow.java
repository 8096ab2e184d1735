package io.pointsman.it.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The one text of a row, wherever it was read: a JSON array of its columns' values, on one line.
 * Two rows of the same columns have the same text exactly when they are equal:
 *
 * <ul>
 *   <li>whole numbers, dates (days since 1970), times (nanoseconds) and timestamps (microseconds)
 *       are JSON numbers
 *   <li>floating-point numbers are their bits in hexadecimal, so that -0.0 is not 0.0
 *   <li>decimals, variable-length integers, UUIDs and addresses are strings, bytes are hexadecimal
 *   <li>lists, sets, tuples, user-defined types and vectors are arrays in their own order
 *   <li>maps are arrays of {@code [key, value]} in the order of the keys' text
 * </ul>
 */
public final class CanonicalRow {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  private CanonicalRow() {}

  public static JsonNode nothing() {
    return NODES.nullNode();
  }

  public static JsonNode text(String value) {
    return NODES.textNode(value);
  }

  public static JsonNode number(long value) {
    return NODES.numberNode(value);
  }

  public static JsonNode truth(boolean value) {
    return NODES.booleanNode(value);
  }

  public static JsonNode bytes(byte[] value) {
    return NODES.textNode(HEX.formatHex(value));
  }

  public static JsonNode floating(double value) {
    return NODES.textNode(HEX.toHexDigits(Double.doubleToRawLongBits(value)));
  }

  public static JsonNode floating(float value) {
    return NODES.textNode(HEX.toHexDigits(Float.floatToRawIntBits(value)));
  }

  /** An empty array, to be filled in order. */
  public static ArrayNode array() {
    return NODES.arrayNode();
  }

  /**
   * A map.
   *
   * @param entries calls back with each key and value
   */
  public static JsonNode map(java.util.function.Consumer<BiConsumer<JsonNode, JsonNode>> entries) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    entries.accept((key, value) -> sorted.put(line(key), array().add(key).add(value)));
    ArrayNode array = array();
    sorted.values().forEach(array::add);
    return array;
  }

  /** The text; control characters are escaped, so it is one line. */
  public static String line(JsonNode row) {
    try {
      return MAPPER.writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a row: " + row, e);
    }
  }
}

package io.pointsman.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.WireJson;
import java.util.Map;

/** Documents as the database keeps them. */
final class StoredJson {
  private StoredJson() {}

  static String write(Object document) {
    if (document == null) {
      return null;
    }
    try {
      return WireJson.mapper().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON: " + document, e);
    }
  }

  static <T> T read(String document, Class<T> type) {
    if (document == null) {
      return null;
    }
    try {
      return WireJson.mapper().readValue(document, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "The database holds what is no " + type.getSimpleName() + ": " + e.getOriginalMessage(),
          e);
    }
  }

  static JsonNode tree(String document) {
    return read(document, JsonNode.class);
  }

  @SuppressWarnings("unchecked") // written by this class from a Map<String, String>
  static Map<String, String> texts(String document) {
    return read(document, Map.class);
  }
}

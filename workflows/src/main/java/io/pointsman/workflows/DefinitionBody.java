package io.pointsman.workflows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * What a definition says, without what Conductor adds when it stores one: times, authors and the
 * defaults of fields that were not given. Two definitions are the same when their bodies are equal.
 */
final class DefinitionBody {
  private static final Set<String> ADDED_BY_SERVER =
      Set.of("createTime", "updateTime", "createdBy", "updatedBy", "accessPolicy");
  private static final Map<String, String> SERVER_DEFAULTS =
      Map.of(
          "rateLimitFrequencyInSeconds", "1",
          "backoffScaleFactor", "1",
          "schemaVersion", "2",
          "restartable", "true",
          "enforceSchema", "true");

  private DefinitionBody() {}

  /** The body of a workflow or task definition; a workflow's own version is no part of it. */
  static JsonNode of(ObjectNode definition) {
    ObjectNode body = (ObjectNode) pruned(definition);
    if (definition.has("tasks")) {
      body.remove("version");
    }
    return body;
  }

  private static JsonNode pruned(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(pruned(element)));
      return array;
    }
    if (!node.isObject()) {
      // 60 and 60L are one number to whoever reads the definition.
      return node.isIntegralNumber() ? JsonNodeFactory.instance.numberNode(node.asLong()) : node;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    node.fields()
        .forEachRemaining(
            field -> {
              JsonNode value = pruned(field.getValue());
              if (!ADDED_BY_SERVER.contains(field.getKey())
                  && !isEmpty(value)
                  && !value.asText().equals(SERVER_DEFAULTS.get(field.getKey()))) {
                object.set(field.getKey(), value);
              }
            });
    return object;
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isBoolean() && !value.booleanValue())
        || (value.isNumber() && value.asDouble() == 0);
  }
}

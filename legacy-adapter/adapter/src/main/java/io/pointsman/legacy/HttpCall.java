package io.pointsman.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.WireJson;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A call of the settings with its fields found, to be filled for one job after another. */
final class HttpCall {
  private final String method;
  private final String base;
  private final Template path;
  private final JsonNode body;
  private final Set<String> fields;

  private HttpCall(String method, String base, Template path, JsonNode body, Set<String> fields) {
    this.method = method;
    this.base = base;
    this.path = path;
    this.body = body;
    this.fields = fields;
  }

  /**
   * @param name of the call in the settings
   * @param allowed the fields that have values when it is made
   * @throws IllegalArgumentException when it names another field
   */
  static HttpCall of(String name, HttpEngineSettings.Call call, URI baseUrl, Set<String> allowed) {
    Template path = Template.parse(name + ".path", call.path(), allowed);
    Set<String> fields = new LinkedHashSet<>(path.fields());
    collect(name + ".body", call.body(), allowed, fields);
    String base = baseUrl.toString();
    return new HttpCall(
        call.method(),
        base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
        path,
        call.body(),
        fields);
  }

  String method() {
    return method;
  }

  /** The fields that it names, in path or body. */
  Set<String> fields() {
    return fields;
  }

  /**
   * The URL for these values.
   *
   * @throws IllegalArgumentException when a value would be a path segment of dots, which servers
   *     take as a way up
   */
  URI uri(Map<String, Object> values) {
    for (String field : path.fields()) {
      Object value = values.get(field);
      if (value != null && (value.equals(".") || value.equals(".."))) {
        throw new IllegalArgumentException(
            "Field {" + field + "} is '" + value + "', which must not stand in a URL's path");
      }
    }
    return URI.create(base + path.fill(values, HttpCall::encode));
  }

  /** The body for these values, or null when it has none. */
  byte[] body(Map<String, Object> values) {
    if (body == null || body.isNull()) {
      return null;
    }
    return fill(body, values).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void collect(
      String where, JsonNode node, Set<String> allowed, Set<String> fields) {
    if (node == null) {
      return;
    }
    if (node.isTextual()) {
      fields.addAll(Template.parse(where, node.textValue(), allowed).fields());
    }
    node.properties()
        .forEach(entry -> collect(where + "." + entry.getKey(), entry.getValue(), allowed, fields));
    if (node.isArray()) {
      node.forEach(element -> collect(where, element, allowed, fields));
    }
  }

  private JsonNode fill(JsonNode node, Map<String, Object> values) {
    if (node.isTextual()) {
      Template template = Template.parse("body", node.textValue(), fields);
      String sole = template.soleField();
      return sole == null
          ? WireJson.mapper().getNodeFactory().textNode(template.fill(values, value -> value))
          : WireJson.mapper().valueToTree(values.get(sole));
    }
    if (node.isObject()) {
      ObjectNode filled = WireJson.mapper().createObjectNode();
      node.properties()
          .forEach(entry -> filled.set(entry.getKey(), fill(entry.getValue(), values)));
      return filled;
    }
    if (node.isArray()) {
      ArrayNode filled = WireJson.mapper().createArrayNode();
      node.forEach(element -> filled.add(fill(element, values)));
      return filled;
    }
    return node;
  }
}

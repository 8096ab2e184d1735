package io.pointsman.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.client.RegistryToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The registry over its REST API, as an operator's script would use it. */
public final class RegistryApi {
  private final URI registry;
  private final RegistryToken token;
  private final String actor;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /**
   * @param registry its address
   * @param token what proves to it who asks
   * @param actor who makes the changes, for the audit
   */
  public RegistryApi(URI registry, RegistryToken token, String actor) {
    this.registry = registry;
    this.token = token;
    this.actor = actor;
  }

  public void putSource(SourceDefinition source) throws IOException, InterruptedException {
    send(
        "PUT",
        "/v1/sources/" + source.name(),
        "application/json",
        WireJson.mapper().writeValueAsString(source),
        null,
        "the " + actor + "'s cluster");
  }

  public void putCatalog(CatalogDefinition catalog) throws IOException, InterruptedException {
    send(
        "PUT",
        "/v1/catalogs/" + catalog.name(),
        "application/json",
        WireJson.mapper().writeValueAsString(catalog),
        null,
        "the " + actor + "'s catalog");
  }

  public void importMovements(String csv) throws IOException, InterruptedException {
    send("POST", "/v1/movements/import", "text/csv", csv, null, "the " + actor + "'s movements");
  }

  /** Replaces the routing table, whatever it is now. */
  public void putRoutingTable(String yaml, String why) throws IOException, InterruptedException {
    send("PUT", "/v1/routing-table", "application/yaml", yaml, etag(), why);
  }

  /** Sets one rule's percentage on the revision that was read. */
  public void setPercent(String rule, int percent, String why)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send("GET", "/v1/routing-table", null, null, null, null);
    JsonNode table = WireJson.mapper().readTree(answer.body());
    for (JsonNode each : table.path("rules")) {
      if (each.path("id").asText().equals(rule)) {
        ((ObjectNode) each.path("route")).put("sparkPercent", percent);
      }
    }
    send(
        "PUT",
        "/v1/routing-table",
        "application/json",
        WireJson.mapper().writeValueAsString(table),
        answer.headers().firstValue("ETag").orElseThrow(),
        why);
  }

  private String etag() throws IOException, InterruptedException {
    return send("GET", "/v1/routing-table", null, null, null, null)
        .headers()
        .firstValue("ETag")
        .orElseThrow();
  }

  private HttpResponse<String> send(
      String method, String path, String type, String body, String ifMatch, String why)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(registry.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    token.authorization().ifPresent(value -> request.header("Authorization", value));
    if (type != null) {
      request.header("Content-Type", type);
    }
    if (ifMatch != null) {
      request.header("If-Match", ifMatch);
    }
    if (why != null) {
      request.header("Pointsman-Actor", actor).header("Pointsman-Reason", why);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "The registry answered %d to %s %s: %s"
              .formatted(answer.statusCode(), method, path, answer.body()));
    }
    return answer;
  }
}

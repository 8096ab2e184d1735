package io.pointsman.workflows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part of Conductor's REST API that Pointsman uses, as it is documented by the server's own
 * Swagger. Safe for use by many threads; nothing is retried here, since only the caller knows what
 * may be repeated.
 */
public final class ConductorApi {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final HttpClient http;

  /**
   * @param server the server's URL, with or without the {@code /api} at its end
   */
  public ConductorApi(URI server) {
    String url = server.toString().replaceAll("/+$", "");
    this.base = url.endsWith("/api") ? url : url + "/api";
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  /** The server's API address, for messages. */
  public String address() {
    return base;
  }

  /**
   * A workflow definition, or empty when there is none.
   *
   * @param version null for the latest
   */
  public Optional<ObjectNode> workflowDefinition(String name, Integer version) throws IOException {
    String query = version == null ? "" : "?version=" + version;
    return found("GET", "/metadata/workflow/" + encoded(name) + query).map(ObjectNode.class::cast);
  }

  /** Adds a version of a workflow definition; an error when that version is there already. */
  public void addWorkflowDefinition(ObjectNode definition) throws IOException {
    send("POST", "/metadata/workflow", definition);
  }

  /** Removes one version of a workflow definition; runs of it go on. */
  public void removeWorkflowDefinition(String name, int version) throws IOException {
    send("DELETE", "/metadata/workflow/" + encoded(name) + "/" + version, null);
  }

  /** A task definition, or empty when there is none. */
  public Optional<ObjectNode> taskDefinition(String name) throws IOException {
    return found("GET", "/metadata/taskdefs/" + encoded(name)).map(ObjectNode.class::cast);
  }

  /** Adds a task definition. */
  public void addTaskDefinition(ObjectNode definition) throws IOException {
    send("POST", "/metadata/taskdefs", JSON.createArrayNode().add(definition));
  }

  /** Puts a task definition in the place of the one that has its name. */
  public void updateTaskDefinition(ObjectNode definition) throws IOException {
    send("PUT", "/metadata/taskdefs", definition);
  }

  /**
   * Starts a workflow.
   *
   * @param version null for the latest
   * @param correlationId or null
   * @return its workflow id
   */
  public String start(String name, Integer version, String correlationId, JsonNode input)
      throws IOException {
    ObjectNode body = JSON.createObjectNode().put("name", name);
    body.set("input", input);
    if (version != null) {
      body.put("version", version);
    }
    if (correlationId != null) {
      body.put("correlationId", correlationId);
    }
    return send("POST", "/workflow", body).strip();
  }

  /** A workflow with its tasks, or empty when the server knows none of that id. */
  public Optional<JsonNode> workflow(String id) throws IOException {
    return found("GET", "/workflow/" + encoded(id) + "?includeTasks=true");
  }

  /** A workflow without its tasks, or empty when the server knows none of that id. */
  public Optional<JsonNode> workflowWithoutTasks(String id) throws IOException {
    return found("GET", "/workflow/" + encoded(id) + "?includeTasks=false");
  }

  /**
   * Searches workflows, newest first.
   *
   * @param query Conductor's own, such as {@code workflowType='move_data'}
   * @param size at most so many
   */
  public List<JsonNode> search(String query, int start, int size) throws IOException {
    String answer =
        send(
            "GET",
            "/workflow/search?start="
                + start
                + "&size="
                + size
                + "&sort=startTime:DESC&query="
                + encoded(query),
            null);
    List<JsonNode> results = new ArrayList<>();
    JSON.readTree(answer).path("results").forEach(results::add);
    return results;
  }

  /** The ids of a workflow definition's runs that have not ended. */
  public Set<String> running(String name, int version) throws IOException {
    Set<String> ids = new HashSet<>();
    JSON.readTree(send("GET", "/workflow/running/" + encoded(name) + "?version=" + version, null))
        .forEach(id -> ids.add(id.asText()));
    return ids;
  }

  /** Runs the decider over a workflow now, instead of when the server's sweeper comes by. */
  public void decide(String id) throws IOException {
    send("PUT", "/workflow/decide/" + encoded(id), null);
  }

  /** Ends a workflow. */
  public void terminate(String id, String reason) throws IOException {
    send("DELETE", "/workflow/" + encoded(id) + "?reason=" + encoded(reason), null);
  }

  /** Retries a failed workflow from its last failed task. */
  public void retry(String id) throws IOException {
    send("POST", "/workflow/" + encoded(id) + "/retry", null);
  }

  /** Starts an ended workflow again from its beginning, under its own id. */
  public void restart(String id) throws IOException {
    send("POST", "/workflow/" + encoded(id) + "/restart", null);
  }

  /** Runs an ended workflow again from one of its tasks on, under its own id. */
  public void rerun(String id, String fromTaskId) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("reRunFromWorkflowId", id);
    send("POST", "/workflow/" + encoded(id) + "/rerun", body.put("reRunFromTaskId", fromTaskId));
  }

  /**
   * Takes tasks of a type to work on; they are then this worker's until their response timeout.
   *
   * @param count at most so many
   * @param wait how long the server may wait for a first one
   */
  public List<JsonNode> poll(String taskType, String workerId, int count, Duration wait)
      throws IOException {
    String answer =
        send(
            "GET",
            "/tasks/poll/batch/"
                + encoded(taskType)
                + "?workerid="
                + encoded(workerId)
                + "&count="
                + count
                + "&timeout="
                + wait.toMillis(),
            null);
    List<JsonNode> tasks = new ArrayList<>();
    if (!answer.isBlank()) {
      JSON.readTree(answer).forEach(tasks::add);
    }
    return tasks;
  }

  /** A task, or empty when the server knows none of that id. */
  public Optional<JsonNode> task(String id) throws IOException {
    return found("GET", "/tasks/" + encoded(id));
  }

  /** Says how a task stands; the body is Conductor's {@code TaskResult}. */
  public void updateTask(ObjectNode taskResult) throws IOException {
    send("POST", "/tasks", taskResult);
  }

  private Optional<JsonNode> found(String method, String path) throws IOException {
    try {
      String answer = send(method, path, null);
      return answer.isBlank() ? Optional.empty() : Optional.of(JSON.readTree(answer));
    } catch (ConductorException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private String send(String method, String path, JsonNode body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(REQUEST_TIMEOUT)
            .header("Content-Type", "application/json");
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString()));
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConductorUnreachableException(
          "Interrupted while asking Conductor at " + base + path, e);
    } catch (IOException e) {
      throw new ConductorUnreachableException(
          "Conductor at " + base + " does not answer (" + method + " " + path + "): " + e, e);
    }
    if (response.statusCode() / 100 != 2) {
      throw new ConductorException(
          response.statusCode(), method + " " + base + path, message(response.body()));
    }
    return response.body() == null ? "" : response.body();
  }

  private static String message(String body) {
    try {
      return JSON.readTree(body).path("message").asText(body);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return body;
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

package io.pointsman.it.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.WireJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** Starts runs in a Conductor server and waits for their end, over its REST API. */
final class ConductorRuns {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final URI server;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /**
   * @param server address without {@code /api}
   */
  ConductorRuns(URI server) {
    this.server = server;
  }

  /** Starts a {@code move_data} run and returns its id. */
  String start(Map<String, Object> input) throws IOException, InterruptedException {
    Map<String, Object> request =
        Map.of(
            "name",
            "move_data",
            "input",
            input,
            "correlationId",
            String.valueOf(input.get("movement")));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(server.resolve("/api/workflow"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        WireJson.mapper().writeValueAsString(request)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "Conductor refused to start move_data: " + answer.statusCode() + " " + answer.body());
    }
    return answer.body().strip();
  }

  /**
   * Waits for a run's end.
   *
   * @param sentence told about each new sentence that a task says of itself
   * @throws IOException when the run has not ended within {@code limit}
   */
  JsonNode await(String runId, Duration limit, Consumer<String> sentence)
      throws IOException, InterruptedException {
    Instant until = Instant.now().plus(limit);
    String last = "";
    while (Instant.now().isBefore(until)) {
      JsonNode run = read(runId);
      String now = runningSentence(run);
      if (!now.isEmpty() && !now.equals(last)) {
        sentence.accept(now);
        last = now;
      }
      String status = run.path("status").asText();
      if (!status.equals("RUNNING") && !status.equals("PAUSED")) {
        return run;
      }
      Thread.sleep(POLL.toMillis());
    }
    throw new IOException("Run " + runId + " has not ended within " + limit.toSeconds() + " s");
  }

  JsonNode read(String runId) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(server.resolve("/api/workflow/" + runId + "?includeTasks=true"))
                .timeout(Duration.ofSeconds(60))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("Conductor does not know run " + runId + ": " + answer.statusCode());
    }
    return WireJson.mapper().readTree(answer.body());
  }

  /** What the newest running task, of the run or of its sub-workflow, says of itself. */
  private String runningSentence(JsonNode run) throws IOException, InterruptedException {
    String said = "";
    for (JsonNode task : run.path("tasks")) {
      if (task.path("status").asText().equals("IN_PROGRESS")) {
        String inner = task.path("subWorkflowId").asText("");
        if (!inner.isEmpty()) {
          said = runningSentence(read(inner));
        } else if (task.path("outputData").hasNonNull("summary")) {
          said = task.path("outputData").path("summary").asText();
        }
      }
    }
    return said;
  }
}

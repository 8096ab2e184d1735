package io.pointsman.registry.conductor;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobProgress;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Conductor how far a run is, where its address is known. A page is shown without it: what
 * does not answer at once is not asked again for a while.
 */
@Singleton
public final class ConductorRuns {
  private static final Logger LOG = LoggerFactory.getLogger(ConductorRuns.class);
  private static final Duration PATIENCE = Duration.ofMillis(800);
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final String SUB_WORKFLOW = "SUB_WORKFLOW";

  /** What Conductor does by itself; no worker's work. */
  private static final Set<String> SYSTEM =
      Set.of(SUB_WORKFLOW, "SWITCH", "SET_VARIABLE", "TERMINATE", "DECISION", "FORK", "JOIN");

  private final ConductorAddress address;
  private final Clock clock;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final AtomicReference<Instant> silentUntil = new AtomicReference<>(Instant.EPOCH);

  @Inject
  ConductorRuns(ConductorAddress address, Clock clock) {
    this.address = address;
    this.clock = clock;
  }

  /** The tasks of a run in the order in which they began; empty when Conductor does not say. */
  public Optional<List<TaskStep>> steps(String runId) {
    if (address.api() == null || clock.instant().isBefore(silentUntil.get())) {
      return Optional.empty();
    }
    try {
      Optional<JsonNode> workflow = workflow(runId);
      if (workflow.isEmpty()) {
        return Optional.empty();
      }
      Map<String, TaskStep> steps = new LinkedHashMap<>();
      for (JsonNode task : workflow.get().path("tasks")) {
        if (task.path("taskType").asText().equals(SUB_WORKFLOW)) {
          String id = task.path("subWorkflowId").asText("");
          Optional<JsonNode> inner = id.isEmpty() ? Optional.empty() : workflow(id);
          inner.ifPresent(one -> one.path("tasks").forEach(each -> add(steps, each)));
        } else {
          add(steps, task);
        }
      }
      return Optional.of(new ArrayList<>(steps.values()));
    } catch (IOException e) {
      silentUntil.set(clock.instant().plus(SILENCE));
      LOG.warn("Conductor does not say how far run {} is: {}", runId, e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<JsonNode> workflow(String id) throws IOException, InterruptedException {
    String base = address.api().toString().replaceAll("/+$", "");
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    base
                        + "/api/workflow/"
                        + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20")))
            .header("Accept", "application/json")
            .timeout(PATIENCE)
            .build();
    HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() == NOT_FOUND) {
      return Optional.empty();
    }
    if (answer.statusCode() != OK) {
      throw new IOException(request.uri() + " answered " + answer.statusCode());
    }
    return Optional.of(WireJson.mapper().readTree(answer.body()));
  }

  /** A task that is tried again stands once, where it began first. */
  private static void add(Map<String, TaskStep> steps, JsonNode task) {
    if (SYSTEM.contains(task.path("taskType").asText())) {
      return;
    }
    String reference = task.path("referenceTaskName").asText();
    TaskStep earlier = steps.get(reference);
    JsonNode output = task.path("outputData");
    String reason = task.path("reasonForIncompletion").asText("");
    Instant begun = moment(task.path("startTime"));
    steps.put(
        reference,
        new TaskStep(
            reference,
            task.path("status").asText(),
            earlier == null || earlier.begun() == null ? begun : earlier.begun(),
            moment(task.path("endTime")),
            reason.isEmpty() ? output.path("summary").asText("") : reason,
            progress(output.path("progress")),
            earlier == null ? 1 : earlier.tries() + 1));
  }

  private static Instant moment(JsonNode millis) {
    return millis.asLong() == 0 ? null : Instant.ofEpochMilli(millis.asLong());
  }

  private static JobProgress progress(JsonNode node) {
    try {
      return node.isObject() ? WireJson.mapper().treeToValue(node, JobProgress.class) : null;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null; // of a worker of another version; the summary says it in words
    }
  }
}

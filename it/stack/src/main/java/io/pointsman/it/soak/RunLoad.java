package io.pointsman.it.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.workflows.ConductorApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts runs in Conductor, never more than so many at once, and sees them end. */
final class RunLoad {
  private static final Logger LOG = LoggerFactory.getLogger(RunLoad.class);
  private static final Duration TICK = Duration.ofMillis(250);

  private final ConductorApi conductor;
  private final String workflow;
  private final int version;
  private final int inFlight;

  /** A run to be started. */
  record Start(String correlationId, ObjectNode input) {}

  /**
   * A run that ended.
   *
   * @param start what it was started with
   * @param runId its workflow id
   * @param run as Conductor knows it, without its tasks
   */
  record Ended(Start start, String runId, JsonNode run) {
    String status() {
      return run.path("status").asText();
    }

    Instant createdAt() {
      return Instant.ofEpochMilli(run.path("createTime").asLong());
    }

    Instant endedAt() {
      return Instant.ofEpochMilli(run.path("endTime").asLong());
    }

    Duration duration() {
      return Duration.between(createdAt(), endedAt());
    }
  }

  /** Told how far it is, between two looks at Conductor. */
  interface Watcher {
    void look(int ended, int running) throws Exception;
  }

  /**
   * @param version of the workflow
   * @param inFlight runs under way at the same time
   */
  RunLoad(ConductorApi conductor, String workflow, int version, int inFlight) {
    this.conductor = conductor;
    this.workflow = workflow;
    this.version = version;
    this.inFlight = inFlight;
  }

  /**
   * Runs them all.
   *
   * @param limit gives up after it; what has not ended then is not in the answer
   */
  List<Ended> run(List<Start> starts, Duration limit, Watcher watcher) throws Exception {
    Deque<Start> waiting = new ArrayDeque<>(starts);
    Map<String, Start> running = new HashMap<>();
    List<Ended> ended = new ArrayList<>();
    long begun = System.nanoTime();
    while (ended.size() < starts.size()
        && Duration.ofNanos(System.nanoTime() - begun).compareTo(limit) < 0) {
      watcher.look(ended.size(), running.size());
      try {
        collect(running, ended);
        while (!waiting.isEmpty() && running.size() < inFlight) {
          running.put(start(waiting.peek()), waiting.peek());
          waiting.remove();
        }
      } catch (IOException e) {
        LOG.warn("Conductor does not answer now: {}", e.getMessage());
      }
      Thread.sleep(TICK.toMillis());
    }
    watcher.look(ended.size(), running.size());
    return ended;
  }

  private void collect(Map<String, Start> running, List<Ended> ended) throws IOException {
    if (running.isEmpty()) {
      return;
    }
    Set<String> still = conductor.running(workflow, version);
    for (String runId : List.copyOf(running.keySet())) {
      if (!still.contains(runId)) {
        Optional<JsonNode> run = conductor.workflowWithoutTasks(runId);
        if (run.isPresent() && run.get().path("endTime").asLong() > 0) {
          ended.add(new Ended(running.remove(runId), runId, run.get()));
        }
      }
    }
  }

  /** Starts a run; one whose start was answered by nobody may be there all the same. */
  private String start(Start start) throws IOException {
    try {
      return conductor.start(workflow, version, start.correlationId(), start.input());
    } catch (IOException e) {
      for (JsonNode found :
          conductor.search("correlationId='" + start.correlationId() + "'", 0, 10)) {
        return found.path("workflowId").asText();
      }
      throw e;
    }
  }
}

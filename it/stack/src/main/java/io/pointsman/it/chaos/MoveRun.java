package io.pointsman.it.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pointsman.workflows.ConductorApi;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One run of a movement, followed in Conductor. */
final class MoveRun {
  private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "TERMINATED", "TIMED_OUT");
  private static final long LOOK_MILLIS = 400;

  /** What Conductor writes before the reason of the task that a run failed for. */
  private static final String TASKS_REASON = "reason: '";

  /** Asking Conductor to decide costs it more than being looked at. */
  private static final int LOOKS_PER_DECISION = 4;

  private final Lane lane;
  private final String id;
  private Served served;
  private JsonNode last = MissingNode.getInstance();
  private int looks;

  MoveRun(Lane lane, String id, Served served) {
    this.lane = lane;
    this.id = id;
    this.served = served;
  }

  String id() {
    return id;
  }

  /** Who must have served it in the end. */
  Served served() {
    return served;
  }

  /** Says that this one must end in another way than its scenario's others. */
  void mustBeServed(Served other) {
    served = other;
  }

  /** As it ended, or as it was seen last; a missing node when it was never seen. */
  JsonNode last() {
    return last;
  }

  String status() {
    return last.path("status").asText();
  }

  /** SPARK, LEGACY, or null. */
  String servedBy() {
    JsonNode by = last.path("output").path("servedBy");
    return status().equals("COMPLETED") && by.isTextual() ? by.asText() : null;
  }

  /** Why it fell back, or was not served; empty when nothing was wrong. */
  String reason() {
    if (!status().equals("COMPLETED")) {
      String said = last.path("reasonForIncompletion").asText("");
      int begin = said.indexOf(TASKS_REASON);
      return begin < 0 ? said : said.substring(begin + TASKS_REASON.length());
    }
    JsonNode output = last.path("output");
    String decided = output.path("reason").asText("");
    return output.path("fallback").hasNonNull("failure")
        ? output.path("fallback").path("failure").asText()
        : decided.equals("DECIDER_LOST") ? decided : "";
  }

  boolean ended() {
    return ENDED.contains(status());
  }

  /**
   * Waits for its end.
   *
   * @throws IOException when it has not ended in time
   */
  void awaitEnd(Duration limit) throws IOException, InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    do {
      look();
      if (ended()) {
        return;
      }
      Thread.sleep(LOOK_MILLIS);
    } while (System.nanoTime() < until);
    throw new IOException(
        "Run %s has not ended within %d s; running: %s"
            .formatted(id, limit.toSeconds(), runningTasks()));
  }

  /** Waits until a task of the run, or of its Spark path, is in that status. */
  JsonNode awaitTask(String reference, String status, Duration limit)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    do {
      look();
      for (JsonNode task : tasks()) {
        if (task.path("referenceTaskName").asText().equals(reference)
            && task.path("status").asText().equals(status)) {
          return task;
        }
      }
      Thread.sleep(LOOK_MILLIS);
    } while (System.nanoTime() < until && !ended());
    throw new IOException(
        "Task %s of run %s was not %s within %d s"
            .formatted(reference, id, status, limit.toSeconds()));
  }

  /** Whether it has had a task of that name. */
  boolean cameTo(String reference) throws IOException {
    for (JsonNode task : tasks()) {
      if (task.path("referenceTaskName").asText().equals(reference)) {
        return true;
      }
    }
    return false;
  }

  private List<String> runningTasks() throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode task : tasks()) {
      String status = task.path("status").asText();
      if (status.equals("IN_PROGRESS") || status.equals("SCHEDULED")) {
        names.add(task.path("referenceTaskName").asText() + " " + status);
      }
    }
    return names;
  }

  /** Those of the run and of its Spark path. */
  private List<JsonNode> tasks() throws IOException {
    List<JsonNode> tasks = new ArrayList<>();
    if (last.isMissingNode()) {
      return tasks;
    }
    for (JsonNode task : last.path("tasks")) {
      tasks.add(task);
      String inner = task.path("subWorkflowId").asText("");
      if (!inner.isEmpty()) {
        lane.conductor().workflow(inner).ifPresent(w -> w.path("tasks").forEach(tasks::add));
      }
    }
    return tasks;
  }

  /** Looks once; a Conductor that does not answer now is asked again later. */
  private void look() {
    ConductorApi conductor = lane.conductor();
    try {
      // Its own sweeper comes by only every minute or so.
      boolean decides = looks++ % LOOKS_PER_DECISION == 0;
      if (decides) {
        conductor.decide(id);
      }
      Optional<JsonNode> run = conductor.workflow(id);
      if (run.isPresent()) {
        last = run.get();
        for (JsonNode task : last.path("tasks")) {
          String inner = task.path("subWorkflowId").asText("");
          if (decides && !inner.isEmpty() && task.path("status").asText().equals("IN_PROGRESS")) {
            conductor.decide(inner);
          }
        }
      }
    } catch (IOException e) {
      // Stopped or starting.
    }
  }
}

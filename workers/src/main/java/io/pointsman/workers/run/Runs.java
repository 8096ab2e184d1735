package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.workflows.ConductorApi;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Runs as Conductor knows them. */
public final class Runs {
  private final ConductorApi conductor;

  public Runs(ConductorApi conductor) {
    this.conductor = conductor;
  }

  /** When the run was created, or was last restarted from its beginning. */
  public Instant start(String runId) throws IOException {
    return Instant.ofEpochMilli(
        conductor
            .workflowWithoutTasks(runId)
            .orElseThrow(() -> new IOException("Conductor knows no workflow " + runId))
            .path("createTime")
            .asLong());
  }

  /** A workflow with its tasks. */
  public Optional<JsonNode> workflow(String id) throws IOException {
    return conductor.workflow(id);
  }

  /**
   * Whether an earlier try of a task failed for good, so that its retry was asked for by somebody,
   * and not made by Conductor because a worker was lost.
   *
   * @param taskId the earlier try, or null when there was none
   */
  public boolean failedForGood(String taskId) throws IOException {
    return taskId != null
        && conductor
            .task(taskId)
            .map(task -> task.path("status").asText().equals("FAILED_WITH_TERMINAL_ERROR"))
            .orElse(false);
  }
}

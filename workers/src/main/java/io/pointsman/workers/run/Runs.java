package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.FailureReason;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workflows.ConductorApi;
import io.pointsman.workflows.ConductorException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs as Conductor knows them. */
public final class Runs {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
  private static final String WORKFLOW = "move_data";
  private static final String SUB_WORKFLOW = "move_data_spark";

  /** Conductor wants one, and its stores answer with the runs of all versions. */
  private static final int ANY_VERSION = 1;

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

  /**
   * Stops a publish of a run that somebody terminated since the task was taken: Conductor tells no
   * worker.
   *
   * @throws TaskFailedException when it was
   */
  public void checkNotTerminated(String runId) throws IOException, TaskFailedException {
    Optional<JsonNode> run = withoutTasks(runId);
    if (run.isPresent() && run.get().path("status").asText().equals("TERMINATED")) {
      throw TaskFailedException.terminal(
          FailureReason.CANCELLED, "The run was terminated, so nothing is published");
    }
  }

  /** A workflow without its tasks. */
  public Optional<JsonNode> withoutTasks(String id) throws IOException {
    return conductor.workflowWithoutTasks(id);
  }

  /** Runs that have surely not ended; empty when this Conductor's store cannot tell them all. */
  public Set<String> going() throws IOException {
    return going(WORKFLOW);
  }

  /** The same, with the ids of their sub-workflows. */
  Set<String> goingWithSubWorkflows() throws IOException {
    Set<String> ids = new HashSet<>(going(WORKFLOW));
    ids.addAll(going(SUB_WORKFLOW));
    return ids;
  }

  /** Has Conductor look what is to be done about a workflow now. */
  void lookAt(String id) throws IOException {
    try {
      conductor.decide(id);
    } catch (ConductorException e) {
      LOG.debug("Conductor did not look at {}", id, e);
    }
  }

  private Set<String> going(String workflow) throws IOException {
    try {
      return conductor.running(workflow, ANY_VERSION);
    } catch (ConductorException e) {
      // Not every store behind Conductor can list them.
      return Set.of();
    }
  }

  /** Whether a run has not ended. */
  public static boolean goesOn(JsonNode run) {
    String status = run.path("status").asText();
    return status.equals("RUNNING") || status.equals("PAUSED");
  }

  /**
   * Fails a task of a running run, or of its sub-workflow, in place of its worker.
   *
   * @return whether there was such a task that had not ended
   */
  public boolean failTask(String runId, String reference, FailureReason reason, String message)
      throws IOException {
    TaskAnswer.Failed failed =
        new TaskAnswer.Failed(
            TaskOutput.summary("Failed: " + message)
                .put("failure", reason)
                .put("message", message)
                .json(),
            reason,
            message,
            false);
    return endTask(
        runId,
        reference,
        failed.output(),
        result ->
            result
                .put("status", "FAILED_WITH_TERMINAL_ERROR")
                .put("reasonForIncompletion", failed.reasonForIncompletion()));
  }

  /**
   * Completes a task of a running run, or of its sub-workflow, of which Conductor forgot that it
   * was done.
   *
   * @return whether there was such a task that had not ended
   */
  boolean completeTask(String runId, String reference, String message) throws IOException {
    return endTask(
        runId,
        reference,
        TaskOutput.summary(message).json(),
        result -> result.put("status", "COMPLETED"));
  }

  private boolean endTask(
      String runId, String reference, ObjectNode output, Consumer<ObjectNode> how)
      throws IOException {
    Optional<JsonNode> run = conductor.workflow(runId);
    Optional<JsonNode> own = run.flatMap(found -> openTask(found, reference));
    if (own.isPresent()) {
      end(runId, own.get(), output, how);
      return true;
    }
    for (JsonNode task : run.map(found -> found.path("tasks")).orElse(MissingNode.getInstance())) {
      String subWorkflow = task.path("subWorkflowId").asText("");
      if (subWorkflow.isEmpty() || !task.path("status").asText().equals("IN_PROGRESS")) {
        continue;
      }
      Optional<JsonNode> open =
          conductor.workflow(subWorkflow).flatMap(found -> openTask(found, reference));
      if (open.isPresent()) {
        end(subWorkflow, open.get(), output, how);
        return true;
      }
    }
    return false;
  }

  private void end(String workflowId, JsonNode task, ObjectNode output, Consumer<ObjectNode> how)
      throws IOException {
    ObjectNode result =
        JsonNodeFactory.instance
            .objectNode()
            .put("taskId", task.path("taskId").asText())
            .put("workflowInstanceId", workflowId);
    how.accept(result);
    result.set("outputData", output);
    conductor.updateTask(result);
  }

  private static Optional<JsonNode> openTask(JsonNode workflow, String reference) {
    for (JsonNode task : workflow.path("tasks")) {
      String status = task.path("status").asText();
      if (task.path("referenceTaskName").asText().equals(reference)
          && (status.equals("IN_PROGRESS") || status.equals("SCHEDULED"))) {
        return Optional.of(task);
      }
    }
    return Optional.empty();
  }
}

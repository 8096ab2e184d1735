package io.pointsman.workers.conductor;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A task as Conductor handed it to this worker.
 *
 * @param json Conductor's {@code Task}
 */
public record PolledTask(JsonNode json) {

  public String id() {
    return json.path("taskId").asText();
  }

  /** Id of the workflow that the task belongs to: a sub-workflow's own, not that of its run. */
  public String workflowId() {
    return json.path("workflowInstanceId").asText();
  }

  public String type() {
    return json.path("taskType").asText();
  }

  public JsonNode input() {
    return json.path("inputData");
  }

  /** What this task's worker said last, for a task that calls back; empty at first. */
  public JsonNode output() {
    return json.path("outputData");
  }

  /** 0 for the first try; a retry by Conductor or by an operator counts up. */
  public int retryCount() {
    return json.path("retryCount").asInt();
  }

  /** The try before this one, or null. */
  public String retriedTaskId() {
    String id = json.path("retriedTaskId").asText("");
    return id.isEmpty() ? null : id;
  }
}

package io.pointsman.workers.conductor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

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

  /**
   * How long this task should not be looked at yet: it had called back, and came too early. Zero
   * for any other; never more than what it had asked for.
   */
  Duration early(Instant now) {
    String due = output().path(TaskAnswer.LOOK_AGAIN_AT).asText("");
    if (due.isEmpty()) {
      return Duration.ZERO;
    }
    Duration early;
    try {
      early = Duration.between(now, Instant.parse(due));
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ofSeconds(json.path("callbackAfterSeconds").asLong());
    return early.isNegative() ? Duration.ZERO : early.compareTo(asked) > 0 ? asked : early;
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

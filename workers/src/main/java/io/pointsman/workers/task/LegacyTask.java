package io.pointsman.workers.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.WireJson;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.Fallback;

/**
 * A task of the legacy branch. When legacy fails too, nothing is left to try: the reason then names
 * both failures.
 */
abstract class LegacyTask implements TaskWorker {
  private final String taskType;

  LegacyTask(String taskType) {
    this.taskType = taskType;
  }

  @Override
  public final String taskType() {
    return taskType;
  }

  @Override
  public final Role role() {
    return Role.LEGACY;
  }

  @Override
  public final TaskAnswer work(PolledTask task) throws Exception {
    Fallback fallback = fallback(task.input());
    try {
      return work(task, fallback);
    } catch (TaskFailedException e) {
      if (fallback == null || e.retry()) {
        throw e;
      }
      throw TaskFailedException.terminal(
          e.reason(),
          e.getMessage() + "; legacy was tried because Spark did not serve: " + fallback);
    }
  }

  /**
   * Works on the task.
   *
   * @param fallback why Spark did not serve, or null
   */
  abstract TaskAnswer work(PolledTask task, Fallback fallback) throws Exception;

  private static Fallback fallback(JsonNode input) throws JsonProcessingException {
    JsonNode fallback = input.path("fallback");
    return fallback.isObject() ? WireJson.mapper().treeToValue(fallback, Fallback.class) : null;
  }
}

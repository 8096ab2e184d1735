package io.pointsman.workers.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobKey;
import io.pointsman.publication.ClaimOrder;
import io.pointsman.workers.conductor.TaskFailedException;

/**
 * The execution that a task belongs to, as its input says: the decision that Conductor holds is the
 * truth.
 *
 * @param decision route, pin, generation
 * @param settings deadlines and what else was asked for
 */
public record Execution(Decision decision, RunSettings settings) {

  /**
   * Reads a task's input.
   *
   * @throws TaskFailedException when it has no decision
   */
  public static Execution of(JsonNode input) throws TaskFailedException {
    return new Execution(
        part(input, "decision", Decision.class), part(input, "settings", RunSettings.class));
  }

  /**
   * Reads a part of a task's input. It is what the workflow puts there, not what a user gave: when
   * Spark's branch cannot go on, legacy serves.
   *
   * @throws TaskFailedException when it is missing or not that
   */
  public static <T> T part(JsonNode input, String name, Class<T> type) throws TaskFailedException {
    JsonNode part = input.path(name);
    if (!part.isObject()) {
      throw TaskFailedException.terminal(
          FailureReason.UNKNOWN,
          "The task's input has no '" + name + "'; are workers and workflow of the same version?");
    }
    try {
      return WireJson.mapper().treeToValue(part, type);
    } catch (JsonProcessingException e) {
      throw TaskFailedException.terminal(
          FailureReason.UNKNOWN,
          "The task's input '" + name + "' cannot be read: " + e.getOriginalMessage());
    }
  }

  public JobKey job(Connector connector, int attempt) {
    return new JobKey(decision.runId(), decision.execution(), connector, attempt);
  }

  /** The place of a job's claim among all claims. */
  public ClaimOrder order(JobKey job) {
    return ClaimOrder.of(decision.generation(), decision.runStart(), job);
  }

  /** The claim of a job that has claimed before. */
  public Ticket ticket(JobKey job, String tableUuid) {
    return new Ticket(order(job).claimId(), tableUuid, job.attempt());
  }
}

package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.Connector;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Route;
import java.time.Instant;

/**
 * One execution as a row of a list.
 *
 * @param cursor its place in the order in which executions were recorded
 * @param runId Conductor's workflow id
 * @param execution from 1
 * @param movementId its movement
 * @param decided the route
 * @param shadow whether the other engine ran too
 * @param reason what led to the route, or null when no decision is known
 * @param rule the rule that decided, or null
 * @param message the decision for people, or null
 * @param superseded whether the registry had decided otherwise
 * @param ended whether an outcome is known
 * @param servedBy whose rows the table holds, or null
 * @param failure why it did not go as decided, or null
 * @param failureMessage the failure for people, or null
 * @param rows rows published, or null
 * @param bytesRead bytes fetched, or null
 * @param seconds wall time, or null while it runs
 * @param snapshotId published Iceberg snapshot, or null
 * @param recordedAt when the registry first heard of it
 * @param endedAt when it ended, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSummary(
    long cursor,
    String runId,
    int execution,
    String movementId,
    Route decided,
    boolean shadow,
    DecisionReason reason,
    String rule,
    String message,
    boolean superseded,
    boolean ended,
    Connector servedBy,
    FailureReason failure,
    String failureMessage,
    Long rows,
    Long bytesRead,
    Double seconds,
    Long snapshotId,
    Instant recordedAt,
    Instant endedAt) {

  /** The row of an execution. */
  public static RunSummary of(RunExecution run) {
    var decision = run.decision();
    var outcome = run.outcome();
    return new RunSummary(
        run.cursor(),
        run.runId(),
        run.execution(),
        run.movementId(),
        decision != null ? decision.route() : outcome == null ? null : outcome.decided(),
        decision != null && decision.shadow(),
        decision == null ? null : decision.reason(),
        decision == null ? null : decision.rule(),
        decision == null ? null : decision.message(),
        run.supersededDecision() != null,
        outcome != null,
        outcome == null ? null : outcome.servedBy(),
        outcome == null ? null : outcome.failure(),
        outcome == null ? null : outcome.message(),
        outcome == null ? null : outcome.rows(),
        outcome == null ? null : outcome.bytesRead(),
        outcome == null ? null : outcome.seconds(),
        outcome == null ? null : outcome.snapshotId(),
        run.recordedAt(),
        outcome == null ? null : outcome.endedAt());
  }
}

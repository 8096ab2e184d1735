package io.pointsman.workers.run;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.Spent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A served run's output: the same shape whichever engine served.
 *
 * @param summary one sentence for people
 * @param movement its id
 * @param decided the route
 * @param servedBy whose rows the table holds
 * @param reason why this engine: the decision's reason, or the failure that led to legacy
 * @param fallback why Spark did not serve, or null
 * @param rows rows published, or null when unknown
 * @param bytesRead bytes fetched by all attempts, or null when unknown
 * @param cpuSeconds CPU time of all attempts' tasks, or null when unknown
 * @param failedAttempts what of that and of the bytes went into attempts that did not serve, or
 *     null when unknown
 * @param seconds wall time of the run
 * @param snapshotId the published Iceberg snapshot, or null when unknown
 * @param backupId what was really read, or null when unknown
 * @param referenceTime what TTLs were really judged at, or null when unknown
 * @param execution the pass through the run
 * @param notes what a user should know: newer backups that were passed over, columns that were
 *     dropped, …; never null
 * @param legacySeconds wall time of the legacy engine alone, or null when it did not serve
 */
public record RunResult(
    String summary,
    String movement,
    Route decided,
    Connector servedBy,
    String reason,
    Fallback fallback,
    Long rows,
    Long bytesRead,
    Double cpuSeconds,
    Spent failedAttempts,
    double seconds,
    Long snapshotId,
    String backupId,
    Instant referenceTime,
    int execution,
    List<String> notes,
    Double legacySeconds) {
  public RunResult {
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /** What the registry is told of it. */
  public Outcome outcome(Decision decision, Instant now) {
    return new Outcome(
        decision.runId(),
        decision.execution(),
        decision.movement().id(),
        decision.route(),
        servedBy,
        fallback == null ? null : fallback.failure(),
        fallback == null ? null : fallback.message(),
        rows,
        bytesRead,
        cpuSeconds,
        failedAttempts,
        seconds,
        snapshotId,
        backupId,
        referenceTime,
        decision,
        now,
        legacySeconds);
  }

  /** The same result, with the wall time of the legacy engine alone; null when it is not known. */
  public RunResult withLegacySeconds(Double legacy) {
    return new RunResult(
        summary,
        movement,
        decided,
        servedBy,
        reason,
        fallback,
        rows,
        bytesRead,
        cpuSeconds,
        failedAttempts,
        seconds,
        snapshotId,
        backupId,
        referenceTime,
        execution,
        notes,
        legacy);
  }

  /**
   * The result of an execution that is served.
   *
   * @param rows null when unknown
   * @param bill what its attempts have cost
   * @param snapshotId null when unknown
   * @param notes of the engine
   */
  public static RunResult served(
      Execution execution,
      Connector by,
      Fallback fallback,
      Long rows,
      Spending.Bill bill,
      Long snapshotId,
      String backupId,
      Instant referenceTime,
      List<String> notes,
      Clock clock) {
    Decision decision = execution.decision();
    List<String> all = new ArrayList<>(execution.settings().notes());
    all.addAll(notes);
    double seconds = Duration.between(decision.runStart(), clock.instant()).toMillis() / 1000.0;
    StringBuilder summary = new StringBuilder(by.name()).append(" served");
    if (fallback != null) {
      summary.append(" after Spark did not (").append(fallback).append(')');
    }
    summary.append(": ").append(rows == null ? "an unknown number of" : rows).append(" rows");
    if (execution.settings().partition() != null) {
      summary.append(" of partition ").append(execution.settings().partition());
    }
    if (snapshotId != null) {
      summary.append(" in snapshot ").append(snapshotId);
    }
    if (backupId != null) {
      summary.append(", read from backup ").append(backupId);
    }
    summary.append(", ").append(Math.round(seconds)).append(" s after the run began.");
    return new RunResult(
        summary.toString(),
        decision.movement().id(),
        decision.route(),
        by,
        fallback == null ? decision.reason().name() : fallback.failure().name(),
        fallback,
        rows,
        bill.all().bytesRead(),
        bill.all().cpuSeconds(),
        bill.failed(),
        seconds,
        snapshotId,
        backupId,
        referenceTime,
        decision.execution(),
        all,
        null);
  }
}

package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * How an execution ended: {@code POST /v1/outcomes}, idempotent under (run id, execution).
 *
 * @param runId Conductor's workflow id
 * @param execution from 1
 * @param movementId its id
 * @param decided the route that Conductor held
 * @param servedBy the engine whose rows the table holds now because of this run, or null
 * @param failure why Spark did not serve although it was decided, or why the run failed; null when
 *     it went as decided
 * @param message the failure for people, or null
 * @param rows rows published, or null when not served
 * @param bytesRead bytes fetched from the backup, by all attempts, or null
 * @param cpuSeconds CPU time of all attempts' tasks, or null
 * @param failedAttempts what of bytes and CPU went into attempts whose rows are not the table's, or
 *     null
 * @param seconds wall time of the run so far
 * @param snapshotId the published Iceberg snapshot, or null
 * @param backupId the backup that was really read, or null when unknown
 * @param referenceTime what TTLs were really judged at, or null when unknown
 * @param decision the decision as Conductor holds it; null when the decider was lost. A registry
 *     that has none, or another, for this execution records this one and marks its own superseded
 * @param endedAt when
 * @param legacySeconds wall time that the legacy engine took, from its first submit on, or null
 *     when it did not serve
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Outcome(
    String runId,
    int execution,
    String movementId,
    Route decided,
    Connector servedBy,
    FailureReason failure,
    String message,
    Long rows,
    Long bytesRead,
    Double cpuSeconds,
    Spent failedAttempts,
    double seconds,
    Long snapshotId,
    String backupId,
    Instant referenceTime,
    Decision decision,
    Instant endedAt,
    Double legacySeconds) {

  /** An outcome that legacy did not serve, or not for a time that is known. */
  public Outcome(
      String runId,
      int execution,
      String movementId,
      Route decided,
      Connector servedBy,
      FailureReason failure,
      String message,
      Long rows,
      Long bytesRead,
      Double cpuSeconds,
      Spent failedAttempts,
      double seconds,
      Long snapshotId,
      String backupId,
      Instant referenceTime,
      Decision decision,
      Instant endedAt) {
    this(
        runId,
        execution,
        movementId,
        decided,
        servedBy,
        failure,
        message,
        rows,
        bytesRead,
        cpuSeconds,
        failedAttempts,
        seconds,
        snapshotId,
        backupId,
        referenceTime,
        decision,
        endedAt,
        null);
  }
}

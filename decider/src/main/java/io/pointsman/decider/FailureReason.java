package io.pointsman.decider;

/**
 * Why something did not go as routed: one enumeration for the job's result record, the workers, the
 * workflow's output and the registry, so that failures can be counted.
 */
public enum FailureReason {
  /** The input is not a movement, or names a source or catalog that the registry does not know. */
  INVALID_INPUT(FailureClass.STOP),
  /** No complete backup of the table was found. */
  BACKUP_MISSING(FailureClass.FALLBACK),
  /** The backup that was asked for lacks objects or nodes; the message lists them. */
  BACKUP_INCOMPLETE(FailureClass.FALLBACK),
  /** An object of the backup is damaged: a checksum, a size or a format that does not hold. */
  BACKUP_CORRUPT(FailureClass.FALLBACK),
  /** A pinned object answers 404. */
  BACKUP_GONE(FailureClass.FALLBACK),
  /** The newest complete backup is older than the movement allows. */
  BACKUP_TOO_OLD(FailureClass.STOP),
  /** A column's type, or the data model, is not served by the Spark connector yet. */
  SCHEMA_UNSUPPORTED(FailureClass.FALLBACK),
  /** The destination's schema cannot follow the source's; the message names the columns. */
  SCHEMA_CHANGED(FailureClass.FALLBACK),
  /** spark-submit did not start, or the cluster refused the job. */
  SPARK_SUBMIT_FAILED(FailureClass.RETRY),
  /** The driver died, or its heartbeat is silent. */
  SPARK_LOST(FailureClass.FALLBACK),
  SPARK_OUT_OF_MEMORY(FailureClass.FALLBACK),
  /** The job ended with an error that none of the others names. */
  SPARK_FAILED(FailureClass.FALLBACK),
  /** The time that the Spark path may take is over. */
  DEADLINE(FailureClass.FALLBACK),
  /** The staged snapshot is not what the job said it wrote. */
  AUDIT_FAILED(FailureClass.FALLBACK),
  /** A newer claim holds the destination. */
  FENCE_LOST(FailureClass.FALLBACK),
  /** A later run of the same movement holds the destination. */
  SUPERSEDED(FailureClass.STOP),
  /** Another movement holds the destination. */
  DESTINATION_HELD(FailureClass.STOP),
  /** Another writer changed the destination since the run staged. */
  DESTINATION_CHANGED(FailureClass.STOP),
  /** The table's lineage names a later backup or reference time. */
  BACK_IN_TIME(FailureClass.STOP),
  /** A commit's answer was lost and could not be settled before the deadline. */
  COMMIT_UNKNOWN(FailureClass.FALLBACK),
  /** The catalog refused the request or does not answer. */
  CATALOG_UNAVAILABLE(FailureClass.RETRY),
  /** The object store refused the request or does not answer. */
  STORE_UNAVAILABLE(FailureClass.RETRY),
  REGISTRY_UNREACHABLE(FailureClass.FALLBACK),
  /** No decision came in time; legacy serves. */
  DECIDER_LOST(FailureClass.FALLBACK),
  /** The kill switch is engaged. */
  KILL_SWITCH(FailureClass.FALLBACK),
  /** No worker took the Spark sub-workflow's tasks, or they failed without saying why. */
  WORKER_LOST(FailureClass.FALLBACK),
  LEGACY_SUBMIT_FAILED(FailureClass.STOP),
  LEGACY_FAILED(FailureClass.STOP),
  LEGACY_LOST(FailureClass.STOP),
  CANCELLED(FailureClass.STOP),
  UNKNOWN(FailureClass.FALLBACK);

  private final FailureClass failureClass;

  FailureReason(FailureClass failureClass) {
    this.failureClass = failureClass;
  }

  public FailureClass failureClass() {
    return failureClass;
  }
}

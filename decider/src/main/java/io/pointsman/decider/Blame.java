package io.pointsman.decider;

/** Who a failure of the Spark path speaks against; what guards, ramps and the breaker go by. */
public enum Blame {
  /** The new engine, on this movement: its guard counts it, its rule's ramp pauses. */
  ENGINE,
  /** What every movement runs on: as {@link #ENGINE}, and the fleet's breaker counts it too. */
  PLATFORM,
  /** Neither: the input, the backup, the schema, a person or another run. Nothing counts it. */
  NOBODY;

  /** Whether guards and ramps count it. */
  public boolean counts() {
    return this != NOBODY;
  }

  /**
   * Who a reason speaks against.
   *
   * @param reason or null when a run went as decided
   */
  public static Blame of(FailureReason reason) {
    if (reason == null || reason.failureClass() == FailureClass.STOP) {
      return NOBODY;
    }
    return switch (reason) {
      case SPARK_SUBMIT_FAILED, SPARK_LOST, STORE_UNAVAILABLE, CATALOG_UNAVAILABLE, WORKER_LOST ->
          PLATFORM;
      case SPARK_OUT_OF_MEMORY,
          SPARK_FAILED,
          DEADLINE,
          AUDIT_FAILED,
          BACKUP_CORRUPT,
          COMMIT_UNKNOWN,
          UNKNOWN ->
          ENGINE;
      case INVALID_INPUT,
          BACKUP_MISSING,
          BACKUP_INCOMPLETE,
          BACKUP_GONE,
          BACKUP_TOO_OLD,
          SCHEMA_UNSUPPORTED,
          SCHEMA_CHANGED,
          FENCE_LOST,
          SUPERSEDED,
          DESTINATION_HELD,
          DESTINATION_CHANGED,
          BACK_IN_TIME,
          REGISTRY_UNREACHABLE,
          DECIDER_LOST,
          KILL_SWITCH,
          LEGACY_SUBMIT_FAILED,
          LEGACY_FAILED,
          LEGACY_LOST,
          CANCELLED ->
          NOBODY;
    };
  }
}

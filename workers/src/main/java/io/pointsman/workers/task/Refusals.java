package io.pointsman.workers.task;

import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.FailureReason;

/** What a refused run failed of. */
final class Refusals {
  private Refusals() {}

  static FailureReason failure(DecisionReason reason) {
    return switch (reason) {
      case INVALID_INPUT -> FailureReason.INVALID_INPUT;
      case BACKUP_MISSING -> FailureReason.BACKUP_MISSING;
      case BACKUP_TOO_OLD -> FailureReason.BACKUP_TOO_OLD;
      case SCHEMA_UNSUPPORTED -> FailureReason.SCHEMA_UNSUPPORTED;
      case SCHEMA_CHANGED -> FailureReason.SCHEMA_CHANGED;
      case REGISTRY_UNREACHABLE -> FailureReason.REGISTRY_UNREACHABLE;
      case DECIDER_LOST -> FailureReason.DECIDER_LOST;
      case DEADLINE -> FailureReason.DEADLINE;
      case KILL_SWITCH -> FailureReason.KILL_SWITCH;
      case PIN, RULE, DEFAULT, GUARD_DEMOTED, GUARD_PROOFS, BREAKER -> FailureReason.UNKNOWN;
    };
  }
}

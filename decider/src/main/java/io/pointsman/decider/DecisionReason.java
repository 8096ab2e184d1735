package io.pointsman.decider;

/** What led to a route; counted, so an enumeration. */
public enum DecisionReason {
  /** A pin of the routing table names the movement. */
  PIN,
  /** The first rule that matched. */
  RULE,
  /** No rule matched. */
  DEFAULT,
  /** The kill switch is engaged: all to legacy. */
  KILL_SWITCH,
  /** The rule's guard has demoted the movement. */
  GUARD_DEMOTED,
  /** The rule's guard asks for more clean proofs of the movement's own than there are. */
  GUARD_PROOFS,
  /** The fleet's breaker is open, and another run is its probe. */
  BREAKER,
  /** The source has no complete backup of the table. */
  BACKUP_MISSING,
  /** The newest complete backup is older than the movement allows. */
  BACKUP_TOO_OLD,
  /** A type or data model that Spark cannot serve. */
  SCHEMA_UNSUPPORTED,
  /** The destination's schema cannot follow. */
  SCHEMA_CHANGED,
  /** The registry did not answer, and the last known routing table is too old or was never seen. */
  REGISTRY_UNREACHABLE,
  /** No decider took the task; the legacy branch went on by itself. */
  DECIDER_LOST,
  /** No time left for Spark before the deadline. */
  DEADLINE,
  /** The input is not a movement. */
  INVALID_INPUT
}

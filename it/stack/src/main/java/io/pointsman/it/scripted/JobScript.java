package io.pointsman.it.scripted;

import io.pointsman.decider.FailureReason;

/**
 * What a {@link ScriptedCluster} does with the jobs of one movement.
 *
 * @param fate of each Spark attempt; the legacy engine always stages
 * @param failure what a Spark attempt that fails by itself names; null for any other fate
 * @param sparkMillis how long a Spark attempt takes until it ends by itself
 * @param legacyMillis how long the legacy engine takes
 * @param rows how many rows either engine stages
 */
public record JobScript(
    Fate fate, FailureReason failure, long sparkMillis, long legacyMillis, long rows) {

  /** How a Spark attempt ends. */
  public enum Fate {
    /** It stages its rows. */
    STAGES,
    /** It leaves a result that says that it failed. */
    FAILS,
    /** Its driver starts, says so once, and is never heard of again. */
    LOST,
    /** The cluster does not take it. */
    REFUSED,
    /** It heeds neither its deadline nor a cancellation, and stages when legacy has served. */
    LATE
  }
}

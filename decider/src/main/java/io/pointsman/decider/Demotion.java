package io.pointsman.decider;

import java.time.Instant;

/**
 * One movement taken back to legacy by its rule's guard.
 *
 * @param cause what did it
 * @param at when
 * @param cooldownRuns how many of its runs it lasts; 0 until a person releases it
 * @param cooledRuns how many of them are over
 * @param evidence the runs or the proof that led to it, for people
 */
public record Demotion(Cause cause, Instant at, int cooldownRuns, int cooledRuns, String evidence) {

  /** What demotes a movement. */
  public enum Cause {
    FALLBACKS,
    MISMATCH
  }

  Demotion cooled() {
    return new Demotion(cause, at, cooldownRuns, cooledRuns + 1, evidence);
  }

  boolean over() {
    return cooldownRuns > 0 && cooledRuns >= cooldownRuns;
  }

  /** How it ends, for people. */
  String until() {
    return cooldownRuns == 0
        ? "until a person releases it"
        : "for " + cooldownRuns + " runs, of which " + cooledRuns + " are over";
  }
}

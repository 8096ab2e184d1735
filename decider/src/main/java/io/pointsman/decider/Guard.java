package io.pointsman.decider;

/**
 * What a rule asks of each of its movements before Spark serves it, and what takes it back to
 * legacy. It acts on one movement by consecutive runs; the rule's share is left alone.
 *
 * @param requireOwnProofs clean proofs that a movement needs of its own before Spark serves it; 0
 *     for none
 * @param demoteAfterFallbacks how many of its runs in a row fall back before it is demoted; 0 for
 *     never
 * @param demoteOnMismatch whether a proof that does not match demotes it
 * @param cooldownRuns how many of its runs a demotion lasts; 0 until a person releases it
 */
public record Guard(
    int requireOwnProofs, int demoteAfterFallbacks, boolean demoteOnMismatch, int cooldownRuns) {
  public static final Guard NONE = new Guard(0, 0, false, 0);

  public boolean demotes() {
    return demoteAfterFallbacks > 0 || demoteOnMismatch;
  }
}

package io.pointsman.decider.proof;

/** What a comparison of the two engines' rows came to; counted, so an enumeration. */
public enum ProofResult {
  /** Both engines wrote the same rows from the same pin. The only result that counts as a proof. */
  CLEAN,
  /** They did not, and no waiver speaks of the difference. */
  MISMATCH,
  /** The engines did not read the same pin, so that equal rows prove nothing. */
  UNPINNED,
  /** The comparison did not come to an end: an engine failed, or no time was left. */
  INCONCLUSIVE
}

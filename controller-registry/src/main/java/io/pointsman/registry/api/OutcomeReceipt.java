package io.pointsman.registry.api;

import io.pointsman.decider.Outcome;

/**
 * What became of a reported outcome.
 *
 * @param outcome the outcome that the registry holds now
 * @param recorded what was done
 * @param decisionSuperseded whether Conductor held another decision than the registry
 */
public record OutcomeReceipt(Outcome outcome, Recorded recorded, boolean decisionSuperseded) {

  /** What was done with a report. */
  public enum Recorded {
    /** It is the execution's first. */
    NEW,
    /** The execution had not been served; the later report took the earlier one's place. */
    REPLACED,
    /** The registry holds one already, and keeps it. */
    UNCHANGED
  }
}

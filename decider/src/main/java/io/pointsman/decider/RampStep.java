package io.pointsman.decider;

import java.time.Duration;

/**
 * One step of a ramp, and what has to be so before it is left for the next.
 *
 * @param percent share of movements that go to Spark
 * @param shadowPercent share of runs with a shadow
 * @param hold how long it lasts at least; zero without
 * @param cleanProofs how many clean proofs of the rule's movements it takes, 0 without
 * @param cleanRuns how many runs that Spark served as decided it takes, 0 without
 * @param approval whether a person has to approve
 */
public record RampStep(
    Percent percent,
    Percent shadowPercent,
    Duration hold,
    int cleanProofs,
    int cleanRuns,
    boolean approval) {

  /** Whether anything has to be so before it is left. */
  public boolean conditional() {
    return !hold.isZero() || cleanProofs > 0 || cleanRuns > 0 || approval;
  }

  RouteSetting setting() {
    return new RouteSetting.Split(percent, shadowPercent);
  }
}

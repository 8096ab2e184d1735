package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Movement;
import io.pointsman.decider.proof.Proof;
import org.jdbi.v3.core.Handle;

/**
 * What runs and proofs mean for guards, ramps and the breaker: always within the transaction that
 * records them, so that none is counted twice or lost.
 */
final class Evidence {
  private final Guards guards;
  private final FleetBreaker breaker;
  private final Ramps ramps;

  @Inject
  Evidence(Guards guards, FleetBreaker breaker, Ramps ramps) {
    this.guards = guards;
    this.breaker = breaker;
    this.ramps = ramps;
  }

  void decided(Handle handle, Decision decision) {
    breaker.decided(handle, decision);
  }

  /** An outcome was recorded that is its execution's first, or the first that says who served. */
  void ran(Handle handle, Movement movement, RunResult result) {
    breaker.ran(handle, result);
    if (result.outcome().servedBy() != null) {
      guards.ran(handle, movement, result);
      ramps.ran(handle, result);
    }
  }

  /**
   * A proof was recorded that counts.
   *
   * @param decision of the execution that it belongs to, or null when that is not known
   */
  void proved(Handle handle, Movement movement, Decision decision, Proof proof) {
    guards.proved(handle, movement, proof);
    ramps.proved(handle, movement, decision, proof);
  }
}

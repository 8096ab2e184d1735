package io.pointsman.registry.store;

import io.pointsman.decider.BreakerState;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.RampState;
import java.util.function.Predicate;

/**
 * What the registry keeps beside the routing table.
 *
 * @param word the kind in the database and in audit subjects
 * @param type of the documents
 * @param held whether a state keeps something back, which is what people look for
 */
public record StandingKind<T>(String word, Class<T> type, Predicate<T> held) {
  /** By movement id. */
  public static final StandingKind<GuardState> GUARD =
      new StandingKind<>("guard", GuardState.class, state -> state.demotion() != null);

  /** By rule id. */
  public static final StandingKind<RampState> RAMP =
      new StandingKind<>("ramp", RampState.class, state -> state.pause() != null);

  /** The one of the fleet. */
  public static final StandingKind<BreakerState> BREAKER =
      new StandingKind<>("breaker", BreakerState.class, BreakerState::open);

  /** What an audit entry calls one of this kind. */
  public String subject(String name) {
    return word + "/" + name;
  }
}

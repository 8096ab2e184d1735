package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.BreakerState;
import io.pointsman.decider.Guard;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Ramp;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.Standing;
import io.pointsman.registry.store.StandingKind;
import io.pointsman.registry.store.StandingStore;
import io.pointsman.registry.store.StandingStore.Kept;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What stands beside the routing table, put together for whoever decides. */
final class Standings {
  private final StandingStore store;

  @Inject
  Standings(StandingStore store) {
    this.store = store;
  }

  /** As much of it as takes part in one movement's decision. */
  Standing of(Handle handle, RoutingTable table, Movement movement) {
    Map<String, Integer> steps = new HashMap<>();
    Map<String, GuardState> guards = new HashMap<>();
    Optional<Rule> rule = table.firstMatch(movement);
    StandingStore.Beside beside =
        store.beside(handle, rule.map(Rule::id).orElse(""), movement.id(), FleetBreaker.NAME);
    if (rule.isPresent() && rule.get().route() instanceof Ramp) {
      beside.ramp().ifPresent(ramp -> steps.put(rule.get().id(), ramp.step()));
    }
    if (rule.isPresent() && !rule.get().guard().equals(Guard.NONE)) {
      beside.guard().ifPresent(guard -> guards.put(movement.id(), guard));
    }
    return new Standing(steps, guards, beside.breaker().orElse(BreakerState.CLOSED));
  }

  /** All of it that can take part in any decision. */
  Standing all(Handle handle) {
    Map<String, Integer> steps = new HashMap<>();
    for (Kept<io.pointsman.decider.RampState> ramp : store.all(handle, StandingKind.RAMP)) {
      steps.put(ramp.name(), ramp.state().step());
    }
    Map<String, GuardState> guards = new HashMap<>();
    for (Kept<GuardState> guard : store.all(handle, StandingKind.GUARD)) {
      if (guard.state().demotion() != null || guard.state().cleanProofs() > 0) {
        guards.put(guard.name(), guard.state());
      }
    }
    return new Standing(steps, guards, breaker(handle));
  }

  private BreakerState breaker(Handle handle) {
    return store.get(handle, StandingKind.BREAKER, FleetBreaker.NAME, BreakerState.CLOSED).state();
  }
}

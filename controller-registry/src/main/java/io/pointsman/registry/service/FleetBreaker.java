package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.BreakerState;
import io.pointsman.decider.BreakerState.Fallback;
import io.pointsman.decider.BreakerState.Probe;
import io.pointsman.decider.Decision;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.StandingKind;
import io.pointsman.registry.store.StandingStore;
import io.pointsman.registry.store.StandingStore.Kept;
import java.time.Clock;
import org.jdbi.v3.core.Handle;

/** Opens when the platform fails movement after movement, lets one probe through, closes again. */
public final class FleetBreaker {
  static final String NAME = "fleet";

  private final Database database;
  private final StandingStore store;
  private final RoutingTableStore tables;
  private final Acts acts;
  private final Clock clock;

  @Inject
  FleetBreaker(
      Database database, StandingStore store, RoutingTableStore tables, Acts acts, Clock clock) {
    this.database = database;
    this.store = store;
    this.tables = tables;
    this.acts = acts;
    this.clock = clock;
  }

  public BreakerState state() {
    return database.read(handle -> kept(handle).state());
  }

  /** A decision was recorded: a probe is under way from here on. */
  void decided(Handle handle, Decision decision) {
    if (!decision.isProbe()) {
      return;
    }
    Kept<BreakerState> kept = kept(handle);
    // Another run may have become the probe since this one was decided.
    store.requireUnchanged(StandingKind.BREAKER, kept, decision.standing().breaker());
    Probe probe =
        new Probe(
            decision.runId(), decision.execution(), decision.movement().id(), clock.instant());
    acts.act(
        handle,
        StandingKind.BREAKER,
        kept,
        kept.state().probing(probe),
        "run " + decision.runId() + " of " + probe.movementId() + " is let through as the probe");
  }

  /** An execution has ended, served or not. */
  void ran(Handle handle, RunResult result) {
    Kept<BreakerState> kept = kept(handle);
    BreakerState before = kept.state();
    if (before.isProbe(result.outcome().runId(), result.outcome().execution())) {
      if (result.servedAsDecidedBySpark()) {
        acts.act(
            handle,
            StandingKind.BREAKER,
            kept,
            BreakerState.CLOSED,
            "closed: the probe succeeded, " + result.text());
      } else {
        acts.act(
            handle,
            StandingKind.BREAKER,
            kept,
            before.probeEnded(),
            "stays open: the probe did not succeed, " + result.text());
      }
    } else if (result.servedAsDecidedBySpark()) {
      acts.count(handle, StandingKind.BREAKER, kept, before.served());
    } else if (result.fellBackByPlatform()) {
      BreakerState after =
          before.failed(
              tables.newest(handle).table().breaker(),
              new Fallback(
                  result.outcome().movementId(),
                  result.outcome().runId(),
                  result.outcome().failure(),
                  clock.instant()));
      if (after.open() && !before.open()) {
        acts.act(
            handle,
            StandingKind.BREAKER,
            kept,
            after,
            "opened, new decisions go to LEGACY: " + after.opening().evidence());
      } else {
        acts.count(handle, StandingKind.BREAKER, kept, after);
      }
    }
  }

  /**
   * Closes it by a person's word.
   *
   * @throws RefusedException when it is not open
   */
  public BreakerState close(SignedChange change) {
    return database.write(
        handle -> {
          Kept<BreakerState> kept = kept(handle);
          if (!kept.state().open()) {
            throw RefusedException.conflict("The fleet's breaker is not open");
          }
          acts.act(handle, StandingKind.BREAKER, kept, BreakerState.CLOSED, change);
          return BreakerState.CLOSED;
        });
  }

  private Kept<BreakerState> kept(Handle handle) {
    return store.get(handle, StandingKind.BREAKER, NAME, BreakerState.CLOSED);
  }
}

package io.pointsman.registry.metrics;

import com.google.inject.Inject;
import io.pointsman.decider.BreakerState;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.ShadowUse.Taken;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DefinitionKind;
import io.pointsman.registry.store.DefinitionStore;
import io.pointsman.registry.store.OutboxStore;
import io.pointsman.registry.store.OutboxStore.Waiting;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.RunStore;
import io.pointsman.registry.store.RunStore.OpenRuns;
import io.pointsman.registry.store.ShadowStore;
import io.pointsman.registry.store.StandingKind;
import io.pointsman.registry.store.StandingStore;
import io.pointsman.registry.store.TallyStore;
import io.pointsman.registry.store.TallyStore.Series;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Everything of the metrics that is in the database, as one state of it. */
final class FleetFigures {
  /** An execution that is open for longer will hardly get an outcome. */
  private static final Duration OPEN = Duration.ofDays(7);

  private final Database database;
  private final TallyStore tallies;
  private final RunStore runs;
  private final RoutingTableStore tables;
  private final StandingStore standings;
  private final DefinitionStore definitions;
  private final OutboxStore outbox;
  private final ShadowStore shadows;
  private final Clock clock;

  @Inject
  FleetFigures(
      Database database,
      TallyStore tallies,
      RunStore runs,
      RoutingTableStore tables,
      StandingStore standings,
      DefinitionStore definitions,
      OutboxStore outbox,
      ShadowStore shadows,
      Clock clock) {
    this.database = database;
    this.tallies = tallies;
    this.runs = runs;
    this.tables = tables;
    this.standings = standings;
    this.definitions = definitions;
    this.outbox = outbox;
    this.shadows = shadows;
    this.clock = clock;
  }

  /**
   * What is so now.
   *
   * @param at when
   * @param tallies what was counted
   * @param open executions without an outcome
   * @param demoted movements that a guard keeps on legacy
   * @param pausedRamps ramps that wait for a person
   * @param shadows what shadows take
   * @param breaker the fleet's
   * @param revision of the routing table
   * @param table the routing table
   * @param movements registered ones
   * @param waiting messages in the outbox, by target
   */
  record Figures(
      Instant at,
      Map<Series, Double> tallies,
      OpenRuns open,
      long demoted,
      long pausedRamps,
      Taken shadows,
      BreakerState breaker,
      long revision,
      RoutingTable table,
      long movements,
      Map<String, Waiting> waiting) {}

  Figures now() {
    Instant now = clock.instant();
    return database.read(
        handle -> {
          var newest = tables.newest(handle);
          return new Figures(
              now,
              tallies.all(handle),
              runs.open(handle, now.minus(OPEN)),
              standings.held(handle, StandingKind.GUARD),
              standings.held(handle, StandingKind.RAMP),
              shadows.taken(handle, null),
              standings
                  .find(handle, StandingKind.BREAKER, "fleet")
                  .map(StandingStore.Kept::state)
                  .orElse(BreakerState.CLOSED),
              newest.revision(),
              newest.table(),
              definitions.count(handle, DefinitionKind.MOVEMENT),
              outbox.waiting(handle));
        });
  }
}

package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Ramp;
import io.pointsman.decider.RampState;
import io.pointsman.decider.Route;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.Simulation;
import io.pointsman.decider.Simulation.Move;
import io.pointsman.decider.Simulation.Side;
import io.pointsman.decider.Standing;
import io.pointsman.decider.TableChange;
import io.pointsman.decider.TableDifference;
import io.pointsman.decider.TableWarning;
import io.pointsman.registry.api.SimulationReport;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.StandingKind;
import io.pointsman.registry.store.StandingStore;
import io.pointsman.registry.store.StandingStore.Kept;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/** Tries changes of the routing table out on the fleet; changes nothing. */
public final class Simulations {
  private final Database database;
  private final RoutingTableStore tables;
  private final StandingStore store;
  private final Standings standings;
  private final Fleet fleet;
  private final Clock clock;

  @Inject
  Simulations(
      Database database,
      RoutingTableStore tables,
      StandingStore store,
      Standings standings,
      Fleet fleet,
      Clock clock) {
    this.database = database;
    this.tables = tables;
    this.store = store;
    this.standings = standings;
    this.fleet = fleet;
    this.clock = clock;
  }

  /** All that a simulation starts from, as one state of the database. */
  private record Start(
      TableRevision newest,
      RoutingTable proposed,
      Standing now,
      Standing then,
      Collection<Movement> fleet) {}

  /**
   * Tries a whole document out.
   *
   * @param days movements count that ran within so many days, besides the registered ones
   * @param limit how many moves are listed
   */
  public SimulationReport ofTable(RoutingTable proposed, int days, int limit) {
    return simulate(any -> proposed, Optional.empty(), days, limit);
  }

  /** Tries one rule's change out. */
  public SimulationReport ofChange(TableChange change, int days, int limit) {
    return simulate(change::applied, Optional.of(change), days, limit);
  }

  /** What is to be said of the table as it is. */
  public SimulationReport ofNothing(int days) {
    return simulate(table -> table, Optional.empty(), days, 0);
  }

  private SimulationReport simulate(
      UnaryOperator<RoutingTable> propose, Optional<TableChange> change, int days, int limit) {
    long begun = System.nanoTime();
    Start start =
        database.read(
            handle -> {
              TableRevision newest = tables.newest(handle);
              RoutingTable proposed = proposed(propose, newest);
              Standing now = standings.all(handle);
              Standing then = followed(handle, proposed, now);
              return new Start(
                  newest,
                  proposed,
                  now,
                  change.map(one -> stepped(one, proposed, then)).orElse(then),
                  fleet.movements(handle, clock.instant().minus(Duration.ofDays(days))));
            });
    // Outside of the transaction: it may take seconds.
    Simulation simulation =
        Simulation.of(
            new Side(start.newest().table(), start.newest().revision(), start.now()),
            new Side(start.proposed(), start.newest().revision() + 1, start.then()),
            start.fleet(),
            clock.instant());
    return report(start, simulation, limit, begun);
  }

  private SimulationReport report(Start start, Simulation simulation, int limit, long begun) {
    List<Move> moves = simulation.moves();
    List<Move> listed = moves.size() > limit ? moves.subList(0, limit) : moves;
    return new SimulationReport(
        start.newest().revision(),
        TableDifference.between(start.newest().table(), start.proposed()),
        TableWarning.of(start.proposed(), start.then(), start.fleet(), clock.instant()),
        simulation.movements(),
        simulation.sparkBefore(),
        simulation.sparkAfter(),
        (int) moves.stream().filter(move -> move.to() == Route.SPARK).count(),
        (int) simulation.movesBack(),
        listed,
        moves.size() - listed.size(),
        notes(start),
        (System.nanoTime() - begun) / 1e9);
  }

  private static List<String> notes(Start start) {
    List<String> notes = new ArrayList<>();
    if (start.newest().table().killSwitch().engaged() && start.proposed().killSwitch().engaged()) {
      notes.add(
          "the kill switch is engaged before and after: as long as it is, nothing changes track");
    }
    if (start.now().breaker().open()) {
      notes.add("the fleet's breaker is open now; it was left out of account");
    }
    if (shadows(start.proposed())) {
      notes.add(
          "shadow budgets were left out of account: what is said of shadows is said as if none ran"
              + " yet; a shadow moves nothing to another track");
    }
    if (start.fleet().isEmpty()) {
      notes.add("no movement is registered or ran of late, so that nothing could be decided");
    }
    return notes;
  }

  private static boolean shadows(RoutingTable table) {
    return table.defaultRoute().shadowPercent().hundredths() > 0
        || table.rules().stream()
            .anyMatch(
                rule ->
                    rule.guard().requireOwnProofs() > 0
                        || (rule.route() instanceof Ramp ramp
                            ? ramp.steps().stream()
                                .anyMatch(step -> step.shadowPercent().hundredths() > 0)
                            : rule.route().at(0).shadowPercent().hundredths() > 0));
  }

  private static RoutingTable proposed(UnaryOperator<RoutingTable> propose, TableRevision newest) {
    try {
      return propose.apply(newest.table());
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("The change cannot be tried out: " + e.getMessage());
    }
  }

  private static Standing stepped(TableChange change, RoutingTable table, Standing standing) {
    try {
      return change.applied(table, standing);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("The change cannot be tried out: " + e.getMessage());
    }
  }

  /** The steps on which the ramps would stand once the document is applied. */
  private Standing followed(Handle handle, RoutingTable proposed, Standing now) {
    Map<String, Integer> steps = new TreeMap<>();
    for (Rule rule : proposed.rules()) {
      if (rule.route() instanceof Ramp ramp) {
        Optional<RampState> state =
            store.find(handle, StandingKind.RAMP, rule.id()).map(Kept::state);
        steps.put(rule.id(), state.map(one -> one.following(ramp).step()).orElse(0));
      }
    }
    return new Standing(steps, now.guards(), now.breaker());
  }
}

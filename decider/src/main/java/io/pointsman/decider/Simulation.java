package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a change of the routing table would do to a fleet, before it is made: every movement is
 * decided by both, as if it ran now with nothing in Spark's way.
 *
 * @param movements how many were decided
 * @param sparkBefore how many of them go to Spark now
 * @param sparkAfter how many would
 * @param moves those that would change track, by movement id
 */
public record Simulation(int movements, int sparkBefore, int sparkAfter, List<Move> moves) {
  private static final String RUN = "simulation";

  public Simulation {
    moves = List.copyOf(moves);
  }

  /**
   * A routing table with what stands beside it.
   *
   * @param table the table
   * @param revision its revision
   * @param standing reached steps and guard states; breaker and shadow budget are left out of
   *     account
   */
  public record Side(RoutingTable table, long revision, Standing standing) {
    public Side {
      // A breaker is open for hours; a change of the table stays.
      // Nor are the shadows that happen to run now: what is said is said as if there were none.
      standing =
          new Standing(standing.steps(), standing.guards(), BreakerState.CLOSED, ShadowUse.NOTHING);
    }
  }

  /**
   * One movement that would change track.
   *
   * @param movementId the movement
   * @param from where it goes now
   * @param to where it would go
   * @param fromWhy why, now
   * @param toWhy why, then
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Move(String movementId, Route from, Route to, String fromWhy, String toWhy) {}

  /**
   * Decides a fleet by both.
   *
   * @param fleet the movements, as the registry knows them
   * @param at when; pins expire by it
   */
  public static Simulation of(Side now, Side proposed, Collection<Movement> fleet, Instant at) {
    RuleIndex rulesNow = new RuleIndex(now.table().rules());
    RuleIndex rulesThen = new RuleIndex(proposed.table().rules());
    List<Move> moves = new ArrayList<>();
    int sparkBefore = 0;
    int sparkAfter = 0;
    for (Movement movement : fleet) {
      Decision before = decide(now, rulesNow, movement, at);
      Decision after = decide(proposed, rulesThen, movement, at);
      sparkBefore += before.route() == Route.SPARK ? 1 : 0;
      sparkAfter += after.route() == Route.SPARK ? 1 : 0;
      if (before.route() != after.route()) {
        moves.add(
            new Move(
                movement.id(), before.route(), after.route(), before.message(), after.message()));
      }
    }
    moves.sort(java.util.Comparator.comparing(Move::movementId));
    return new Simulation(fleet.size(), sparkBefore, sparkAfter, moves);
  }

  private static Decision decide(Side side, RuleIndex rules, Movement movement, Instant at) {
    DecisionRequest request =
        new DecisionRequest(RUN, at, movement, null, null, null, false, 0, Map.of());
    return RouteDecider.decide(
        side.table(),
        rules.firstMatch(movement),
        side.revision(),
        side.standing(),
        request,
        1,
        movement,
        at,
        RUN);
  }

  /** Movements that Spark would no longer serve. */
  public long movesBack() {
    return moves.stream().filter(move -> move.from() == Route.SPARK).count();
  }
}

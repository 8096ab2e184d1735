package io.pointsman.registry.api;

import io.pointsman.decider.Bucket;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.Percent;
import io.pointsman.decider.Route;
import io.pointsman.decider.RouteSetting;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.decider.RoutingTable.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a decision came about, question by question, worked out again from what was recorded.
 *
 * @param steps in the order in which they are asked; none after the decisive one
 * @param replayed whether asking the recorded revision again leads to the recorded route
 */
public record Explanation(List<Step> steps, boolean replayed) {

  /**
   * One question.
   *
   * @param asked what was asked
   * @param answer what came out
   * @param decisive whether it settled the route
   */
  public record Step(String asked, String answer, boolean decisive) {}

  /**
   * Explains a decision.
   *
   * @param decision as it was recorded
   * @param table the routing table of the decision's revision, or null when that is not known
   */
  public static Explanation of(Decision decision, RoutingTable table) {
    List<Step> steps = new ArrayList<>();
    if (decision.reason() == DecisionReason.INVALID_INPUT) {
      steps.add(new Step("Is it a movement?", decision.message(), true));
      return new Explanation(steps, true);
    }
    steps.add(new Step("Is it a movement?", "yes: " + decision.movement().id(), false));
    boolean obstructed =
        switch (decision.reason()) {
          case PIN, RULE, DEFAULT, KILL_SWITCH, INVALID_INPUT -> false;
          case BACKUP_MISSING,
              BACKUP_TOO_OLD,
              SCHEMA_UNSUPPORTED,
              SCHEMA_CHANGED,
              REGISTRY_UNREACHABLE,
              DECIDER_LOST,
              DEADLINE ->
              true;
        };
    if (obstructed) {
      steps.add(
          new Step(
              "Does anything keep Spark from serving it?",
              "yes, " + decision.reason() + ": " + decision.message(),
              true));
      return new Explanation(steps, true);
    }
    steps.add(new Step("Does anything keep Spark from serving it?", "no", false));
    if (table == null) {
      steps.add(
          new Step(
              "What does the routing table say?",
              "revision " + decision.revision() + " is not known here; " + decision.message(),
              true));
      return new Explanation(steps, false);
    }
    return ofTable(decision, table, steps);
  }

  private static Explanation ofTable(Decision decision, RoutingTable table, List<Step> steps) {
    if (decision.reason() == DecisionReason.KILL_SWITCH) {
      KillSwitch killSwitch = table.killSwitch();
      steps.add(
          new Step(
              "Is the kill switch engaged?",
              "yes" + (killSwitch.why() == null ? "" : ": " + killSwitch.why()) + " → LEGACY",
              true));
      return new Explanation(steps, killSwitch.engaged() && decision.route() == Route.LEGACY);
    }
    steps.add(new Step("Is the kill switch engaged?", "no", false));
    Optional<Pin> pin = table.pin(decision.movement().id(), decision.decidedAt());
    if (pin.isPresent()) {
      steps.add(
          new Step(
              "Is the movement pinned?",
              "yes, until "
                  + pin.get().until()
                  + " by "
                  + pin.get().owner()
                  + ": "
                  + pin.get().why()
                  + " → "
                  + pin.get().connector(),
              true));
      return new Explanation(steps, pin.get().connector().name().equals(decision.route().name()));
    }
    steps.add(new Step("Is the movement pinned?", "no", false));
    for (Rule rule : table.rules()) {
      if (rule.match().matches(decision.movement())) {
        return settled(decision, table, steps, "Does rule " + rule.id() + " match?", rule.route());
      }
      steps.add(new Step("Does rule " + rule.id() + " match?", "no", false));
    }
    return settled(decision, table, steps, "What does the default say?", table.defaultRoute());
  }

  private static Explanation settled(
      Decision decision, RoutingTable table, List<Step> steps, String asked, RouteSetting setting) {
    String prefix = asked.startsWith("Does") ? "yes; it" : "It";
    if (setting instanceof RouteSetting.Split split) {
      int bucket = Bucket.ofMovement(table.salt(), decision.movement().id());
      Percent percent = split.sparkPercent();
      steps.add(
          new Step(asked, prefix + " sends " + percent + " of its movements to Spark", false));
      Route route = percent.covers(bucket) ? Route.SPARK : Route.LEGACY;
      steps.add(
          new Step(
              "Where does the movement's bucket lie?",
              "murmur3 of \""
                  + table.salt()
                  + ":"
                  + decision.movement().id()
                  + "\" gives bucket "
                  + bucket
                  + " of 10000; "
                  + percent
                  + " covers those below "
                  + percent.toDecimal().multiply(BigDecimal.valueOf(100)).toBigInteger()
                  + " → "
                  + route,
              true));
      return new Explanation(steps, route == decision.route());
    }
    String connector = ((RouteSetting.Fixed) setting).connector().name();
    steps.add(new Step(asked, prefix + " sends everything to " + connector, true));
    return new Explanation(steps, connector.equals(decision.route().name()));
  }
}

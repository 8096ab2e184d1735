package io.pointsman.registry.api;

import io.pointsman.decider.BreakerState;
import io.pointsman.decider.Bucket;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.Guard;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.Percent;
import io.pointsman.decider.Ramp;
import io.pointsman.decider.Route;
import io.pointsman.decider.RouteSetting;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.ShadowGrant;
import io.pointsman.decider.Standing;
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
          case PIN,
              RULE,
              DEFAULT,
              KILL_SWITCH,
              GUARD_DEMOTED,
              GUARD_PROOFS,
              BREAKER,
              INVALID_INPUT ->
              false;
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
    return withShadow(decision, table, ofTable(decision, table, steps));
  }

  /** Whether a shadow was asked for, what its budgets said, and whether they would again. */
  private static Explanation withShadow(
      Decision decision, RoutingTable table, Explanation ofRoute) {
    if (!decision.shadow() && !decision.shadowWithheld()) {
      return ofRoute;
    }
    List<Step> steps = new ArrayList<>(ofRoute.steps());
    String asked = "Does the other engine run too, as a shadow?";
    if (decision.standing() == null || decision.standing().shadows() == null) {
      // Of a registry that did not count shadows yet.
      steps.add(new Step(asked, "yes", false));
      return new Explanation(steps, ofRoute.replayed());
    }
    ShadowGrant grant = ShadowGrant.of(table, decision.rule(), decision.standing().shadows());
    steps.add(new Step(asked, (grant.granted() ? "yes: " : "no: ") + grant.why(), false));
    return new Explanation(steps, ofRoute.replayed() && grant.granted() == decision.shadow());
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
      Connector connector = pin.get().connector();
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
                  + connector,
              false));
      return braked(decision, steps, connector == Connector.SPARK ? Route.SPARK : Route.LEGACY);
    }
    steps.add(new Step("Is the movement pinned?", "no", false));
    for (Rule rule : table.rules()) {
      if (rule.match().matches(decision.movement())) {
        return settled(decision, table, steps, rule);
      }
      steps.add(new Step("Does rule " + rule.id() + " match?", "no", false));
    }
    Route route =
        route(decision, table, steps, "What does the default say?", "It", table.defaultRoute());
    return braked(decision, steps, route);
  }

  private static Explanation settled(
      Decision decision, RoutingTable table, List<Step> steps, Rule rule) {
    Standing standing = decision.standing() == null ? Standing.BEGINNING : decision.standing();
    String matches = "yes; it";
    if (rule.route() instanceof Ramp ramp) {
      int step = Math.min(standing.step(rule.id()), ramp.steps().size() - 1);
      matches =
          "yes; its ramp stands on step " + (step + 1) + " of " + ramp.steps().size() + " and";
    }
    Route route =
        route(
            decision,
            table,
            steps,
            "Does rule " + rule.id() + " match?",
            matches,
            rule.route().at(standing.step(rule.id())));
    if (rule.guard().equals(Guard.NONE) || route != Route.SPARK) {
      return braked(decision, steps, route);
    }
    GuardState state = standing.guard(decision.movement().id());
    if (rule.guard().demotes() && state.demotion() != null) {
      steps.add(
          decisive(
              "Does the rule's guard keep the movement on legacy?",
              "yes, since " + state.demotion().at() + ": " + state.demotion().evidence()));
      return new Explanation(steps, decision.route() == Route.LEGACY);
    }
    if (state.cleanProofs() < rule.guard().requireOwnProofs()) {
      steps.add(
          decisive(
              "Does the rule's guard keep the movement on legacy?",
              "yes, it has "
                  + state.cleanProofs()
                  + " of the "
                  + rule.guard().requireOwnProofs()
                  + " clean proofs of its own that it needs"));
      return new Explanation(
          steps,
          decision.route() == Route.LEGACY && (decision.shadow() || decision.shadowWithheld()));
    }
    steps.add(
        new Step(
            "Does the rule's guard keep the movement on legacy?",
            "no; "
                + state.cleanProofs()
                + " clean proofs of its own, "
                + state.fallbacks()
                + " fallbacks in a row",
            false));
    return braked(decision, steps, route);
  }

  private static Explanation braked(Decision decision, List<Step> steps, Route route) {
    BreakerState breaker =
        decision.standing() == null ? BreakerState.CLOSED : decision.standing().breaker();
    if (route != Route.SPARK || !breaker.open()) {
      return new Explanation(decided(steps), route == decision.route());
    }
    String since = "yes, since " + breaker.opening().at() + ": " + breaker.opening().evidence();
    if (decision.isProbe()) {
      steps.add(
          decisive(
              "Is the fleet's breaker open?", since + "; this run is let through as its probe"));
      return new Explanation(steps, breaker.mayProbe(decision.decidedAt()));
    }
    steps.add(decisive("Is the fleet's breaker open?", since + " → LEGACY"));
    return new Explanation(steps, decision.route() == Route.LEGACY);
  }

  /** The last question is the one that settled it. */
  private static List<Step> decided(List<Step> steps) {
    Step last = steps.remove(steps.size() - 1);
    steps.add(decisive(last.asked(), last.answer()));
    return steps;
  }

  private static Step decisive(String asked, String answer) {
    return new Step(asked, answer, true);
  }

  private static Route route(
      Decision decision,
      RoutingTable table,
      List<Step> steps,
      String asked,
      String prefix,
      RouteSetting setting) {
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
                  + percent.hundredths()
                  + " → "
                  + route,
              false));
      return route;
    }
    Connector connector = ((RouteSetting.Fixed) setting).connector();
    steps.add(new Step(asked, prefix + " sends everything to " + connector, false));
    return connector == Connector.SPARK ? Route.SPARK : Route.LEGACY;
  }
}

package io.pointsman.decider;

import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.decider.RoutingTable.Rule;
import java.time.Instant;
import java.util.Map;

/**
 * What has been found out about one execution's way while a table is asked. Guards and the breaker
 * only ever turn a way to Spark into one to legacy.
 *
 * @param route so far
 * @param shadow whether the other engine runs too
 * @param reason what led to the route
 * @param why the same for people, without route and revision
 * @param rule the rule's id, {@code default}, or null
 * @param bucket the movement's, or null when no percentage was asked
 * @param percent that the bucket was held against, or null
 * @param asked what stood beside the table and was asked
 */
record Course(
    Route route,
    boolean shadow,
    DecisionReason reason,
    String why,
    String rule,
    Integer bucket,
    Percent percent,
    Standing asked) {

  /** A way that neither rule nor percentage was asked for. */
  static Course of(Route route, DecisionReason reason, String why) {
    return new Course(route, false, reason, why, null, null, null, Standing.BEGINNING);
  }

  static Course of(Pin pin) {
    return of(
        route(pin.connector()),
        DecisionReason.PIN,
        "pinned until " + pin.until() + " by " + pin.owner() + " (" + pin.why() + ")");
  }

  /** By a rule and its guard. */
  static Course of(Rule rule, Movement movement, String runId, String salt, Standing standing) {
    Course course =
        of(
            DecisionReason.RULE,
            rule.id(),
            "rule " + rule.id(),
            rule.route().at(standing.step(rule.id())),
            movement,
            runId,
            salt);
    if (rule.route() instanceof Ramp ramp) {
      course = course.onStep(rule.id(), standing.step(rule.id()), ramp);
    }
    return rule.guard().equals(Guard.NONE)
        ? course
        : course.guarded(rule.guard(), movement.id(), standing.guard(movement.id()));
  }

  /** By what no rule speaks of. */
  static Course ofDefault(RouteSetting setting, Movement movement, String runId, String salt) {
    return of(DecisionReason.DEFAULT, Rule.DEFAULT, "the default", setting, movement, runId, salt);
  }

  private static Course of(
      DecisionReason reason,
      String rule,
      String called,
      RouteSetting setting,
      Movement movement,
      String runId,
      String salt) {
    boolean shadow = setting.shadowPercent().covers(Bucket.ofShadow(salt, movement.id(), runId));
    if (setting instanceof RouteSetting.Split split) {
      int bucket = Bucket.ofMovement(salt, movement.id());
      Percent percent = split.sparkPercent();
      return new Course(
          percent.covers(bucket) ? Route.SPARK : Route.LEGACY,
          shadow,
          reason,
          called + " sends " + percent + " to Spark and this movement's bucket is " + bucket,
          rule,
          bucket,
          percent,
          Standing.BEGINNING);
    }
    Connector connector = ((RouteSetting.Fixed) setting).connector();
    return new Course(
        route(connector),
        shadow,
        reason,
        called + " sends everything to " + connector,
        rule,
        null,
        null,
        Standing.BEGINNING);
  }

  private Course onStep(String ruleId, int step, Ramp ramp) {
    int number = Math.min(step, ramp.steps().size() - 1);
    return with(
        route,
        shadow,
        reason,
        why.replaceFirst(
            "^rule \\S+",
            "step " + (number + 1) + " of " + ramp.steps().size() + " of rule " + ruleId),
        new Standing(Map.of(ruleId, step), asked.guards(), asked.breaker()));
  }

  private Course guarded(Guard guard, String movementId, GuardState state) {
    Course course =
        with(
            route,
            shadow,
            reason,
            why,
            new Standing(asked.steps(), Map.of(movementId, state), asked.breaker()));
    if (route != Route.SPARK) {
      return course;
    }
    if (guard.demotes() && state.demotion() != null) {
      Demotion demotion = state.demotion();
      return course.with(
          Route.LEGACY,
          shadow,
          DecisionReason.GUARD_DEMOTED,
          why
              + ", but its guard took the movement back at "
              + demotion.at()
              + " "
              + demotion.until()
              + ": "
              + demotion.evidence(),
          course.asked());
    }
    if (state.cleanProofs() < guard.requireOwnProofs()) {
      return course.with(
          Route.LEGACY,
          true,
          DecisionReason.GUARD_PROOFS,
          why
              + ", but its guard asks for "
              + guard.requireOwnProofs()
              + " clean proofs of the movement's own and there are "
              + state.cleanProofs(),
          course.asked());
    }
    return course;
  }

  /**
   * Under the fleet's breaker.
   *
   * @param probesAllowed whether this may be the probe: only who knows all the others can say
   */
  Course braked(BreakerState breaker, Instant now, boolean probesAllowed) {
    if (!breaker.open() || route != Route.SPARK) {
      return this;
    }
    Standing seen = new Standing(asked.steps(), asked.guards(), breaker);
    String since =
        "the fleet's breaker is open since "
            + breaker.opening().at()
            + " ("
            + breaker.opening().evidence()
            + ")";
    if (probesAllowed && breaker.mayProbe(now)) {
      return with(
          route, false, reason, why + "; it is let through as the probe, because " + since, seen);
    }
    return with(Route.LEGACY, false, DecisionReason.BREAKER, why + ", but " + since, seen);
  }

  /** With what became of the shadow that is asked for. */
  Course shadowed(boolean granted, ShadowUse use) {
    return with(route, granted, reason, why, asked.withShadows(use));
  }

  private Course with(
      Route changed, boolean shadowed, DecisionReason led, String said, Standing seen) {
    return new Course(changed, shadowed, led, said, rule, bucket, percent, seen);
  }

  private static Route route(Connector connector) {
    return switch (connector) {
      case SPARK -> Route.SPARK;
      case LEGACY -> Route.LEGACY;
    };
  }
}

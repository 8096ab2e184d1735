package io.pointsman.decider;

import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.decider.RoutingTable.Rule;
import java.time.Instant;
import java.util.Optional;

/**
 * Evaluates a routing table: a pure function of its arguments, so that registry and worker come to
 * the same route and any decision can be replayed.
 */
public final class RouteDecider {
  /** Setting of a request that says which version of the Spark connector would serve. */
  public static final String CONNECTOR_VERSION = "connectorVersion";

  private RouteDecider() {}

  /**
   * Decides where an execution goes.
   *
   * <p>Asked in this order: an obstacle that refuses, the kill switch, an obstacle that leads to
   * legacy, the movement's pin, the first rule that matches, the default. A refusal stands above
   * the kill switch because the switch chooses an engine: it must not make a run move what its
   * owner had refused, such as a backup that is too old.
   *
   * @param table the rules
   * @param revision the table's revision, recorded with the decision; 0 when unknown
   * @param request what is asked, with the backup on offer
   * @param execution the pass through the run, from 1
   * @param effective the movement as the registry knows it
   * @param now recorded with the decision; pins expire by it
   * @param decidedBy {@code registry} or {@code worker}
   */
  public static Decision decide(
      RoutingTable table,
      long revision,
      DecisionRequest request,
      int execution,
      Movement effective,
      Instant now,
      String decidedBy) {
    Draft draft = new Draft(request, execution, effective, now, decidedBy, revision, table.salt());
    if (request.obstacle() != null && request.refuse()) {
      return draft.decision(
          Route.REFUSED, request.obstacle(), "REFUSED: " + obstacle(request), null, null, null);
    }
    if (table.killSwitch().stops(request.settings().get(CONNECTOR_VERSION))) {
      return draft.decision(
          Route.LEGACY,
          DecisionReason.KILL_SWITCH,
          "LEGACY: the kill switch is engaged"
              + (table.killSwitch().why() == null ? "" : " (" + table.killSwitch().why() + ")")
              + in(revision),
          null,
          null,
          null);
    }
    if (request.obstacle() != null) {
      return draft.decision(
          Route.LEGACY,
          request.obstacle(),
          "LEGACY: Spark cannot serve this run: " + obstacle(request),
          null,
          null,
          null);
    }
    Optional<Pin> pin = table.pin(effective.id(), now);
    if (pin.isPresent()) {
      Route route = route(pin.get().connector());
      return draft.decision(
          route,
          DecisionReason.PIN,
          route
              + ": pinned until "
              + pin.get().until()
              + " by "
              + pin.get().owner()
              + " ("
              + pin.get().why()
              + ")"
              + in(revision),
          null,
          null,
          null);
    }
    Optional<Rule> rule = table.firstMatch(effective);
    return rule.isPresent()
        ? draft.routed(
            DecisionReason.RULE, rule.get().id(), "rule " + rule.get().id(), rule.get().route())
        : draft.routed(DecisionReason.DEFAULT, Rule.DEFAULT, "the default", table.defaultRoute());
  }

  /**
   * Refuses a request before any table is asked.
   *
   * @param problem what is wrong, where, and what to do
   */
  public static Decision refuse(
      DecisionRequest request,
      int execution,
      Movement effective,
      DecisionReason reason,
      String problem,
      long revision,
      Instant now,
      String decidedBy) {
    return new Draft(request, execution, effective, now, decidedBy, revision, null)
        .decision(Route.REFUSED, reason, "REFUSED: " + problem, null, null, null);
  }

  private static String obstacle(DecisionRequest request) {
    return request.obstacleMessage() == null || request.obstacleMessage().isBlank()
        ? request.obstacle().name()
        : request.obstacleMessage();
  }

  private static Route route(Connector connector) {
    return switch (connector) {
      case SPARK -> Route.SPARK;
      case LEGACY -> Route.LEGACY;
    };
  }

  private static String in(long revision) {
    return " (revision " + revision + ")";
  }

  /** What every decision of one request has in common. */
  private record Draft(
      DecisionRequest request,
      int execution,
      Movement movement,
      Instant now,
      String decidedBy,
      long revision,
      String salt) {

    Decision routed(DecisionReason reason, String rule, String called, RouteSetting setting) {
      boolean shadow =
          setting.shadowPercent().covers(Bucket.ofShadow(salt, movement.id(), request.runId()));
      if (setting instanceof RouteSetting.Split split) {
        int bucket = Bucket.ofMovement(salt, movement.id());
        Percent percent = split.sparkPercent();
        Route route = percent.covers(bucket) ? Route.SPARK : Route.LEGACY;
        return shadowed(
            shadow,
            route,
            reason,
            route
                + ": "
                + called
                + " sends "
                + percent
                + " to Spark and this movement's bucket is "
                + bucket,
            rule,
            bucket,
            percent);
      }
      Connector connector = ((RouteSetting.Fixed) setting).connector();
      return shadowed(
          shadow,
          route(connector),
          reason,
          route(connector) + ": " + called + " sends everything to " + connector,
          rule,
          null,
          null);
    }

    private Decision shadowed(
        boolean shadow,
        Route route,
        DecisionReason reason,
        String message,
        String rule,
        Integer bucket,
        Percent percent) {
      return record(
          route,
          shadow,
          reason,
          message + in(revision) + (shadow ? ", with a shadow of the other engine" : ""),
          rule,
          bucket,
          percent);
    }

    Decision decision(
        Route route,
        DecisionReason reason,
        String message,
        String rule,
        Integer bucket,
        Percent percent) {
      return record(route, false, reason, message, rule, bucket, percent);
    }

    private Decision record(
        Route route,
        boolean shadow,
        DecisionReason reason,
        String message,
        String rule,
        Integer bucket,
        Percent percent) {
      return new Decision(
          request.runId(),
          execution,
          request.generation(),
          request.runStart(),
          movement,
          route,
          shadow,
          reason,
          message,
          rule,
          bucket,
          percent == null ? null : percent.toDecimal().doubleValue(),
          revision,
          salt,
          request.pin(),
          now,
          decidedBy);
    }
  }
}

package io.pointsman.decider;

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

  /**
   * What the registry's own decisions are signed with. It alone lets probes through an open
   * breaker, because it alone knows that there is one at a time.
   */
  public static final String REGISTRY = "registry";

  /** Setting of a request that says how many bytes the offered backup has of the table. */
  public static final String BACKUP_BYTES = "backupBytes";

  private RouteDecider() {}

  /**
   * As the other one, with every ramp at its first step, every movement new, no breaker open, no
   * shadow.
   */
  public static Decision decide(
      RoutingTable table,
      long revision,
      DecisionRequest request,
      int execution,
      Movement effective,
      Instant now,
      String decidedBy) {
    return decide(
        table,
        revision,
        Standing.BEGINNING.withShadows(ShadowUse.NOTHING),
        request,
        execution,
        effective,
        now,
        decidedBy);
  }

  /**
   * Decides where an execution goes.
   *
   * <p>Asked in this order: an obstacle that refuses, the kill switch, an obstacle that leads to
   * legacy, the movement's pin, the first rule that matches and its guard, the default; and above
   * what these send to Spark, the fleet's breaker. A shadow that is asked for is granted as far as
   * there is a budget for it, by what {@code standing} says that shadows take. A refusal stands
   * above the kill switch because the switch chooses an engine: it must not make a run move what
   * its owner had refused, such as a backup that is too old. A pin stands above guards, which
   * belong to rules.
   *
   * @param table the rules
   * @param revision the table's revision, recorded with the decision; 0 when unknown
   * @param standing reached steps, guard states and the breaker; what of it is asked is recorded
   * @param request what is asked, with the backup on offer
   * @param execution the pass through the run, from 1
   * @param effective the movement as the registry knows it
   * @param now recorded with the decision; pins expire by it
   * @param decidedBy {@link #REGISTRY} or {@code worker}
   */
  public static Decision decide(
      RoutingTable table,
      long revision,
      Standing standing,
      DecisionRequest request,
      int execution,
      Movement effective,
      Instant now,
      String decidedBy) {
    return decide(
        table,
        table.firstMatch(effective),
        revision,
        standing,
        request,
        execution,
        effective,
        now,
        decidedBy);
  }

  /** With the first rule that matches found by somebody who has an index of them. */
  static Decision decide(
      RoutingTable table,
      Optional<Rule> rule,
      long revision,
      Standing standing,
      DecisionRequest request,
      int execution,
      Movement effective,
      Instant now,
      String decidedBy) {
    Course course =
        course(table, rule, standing, request, effective, now)
            .braked(standing.breaker(), now, decidedBy.equals(REGISTRY));
    String shadow = "";
    if (course.shadow()) {
      ShadowGrant grant = ShadowGrant.of(table, course.rule(), standing.shadows());
      course = course.shadowed(grant.granted(), standing.shadows());
      shadow =
          (grant.granted() ? ", with a shadow of the other engine (" : ", without its shadow (")
              + grant.why()
              + ")";
    }
    boolean ofTable =
        switch (course.reason()) {
          case PIN, RULE, DEFAULT, KILL_SWITCH, GUARD_DEMOTED, GUARD_PROOFS, BREAKER -> true;
          case BACKUP_MISSING,
              BACKUP_TOO_OLD,
              SCHEMA_UNSUPPORTED,
              SCHEMA_CHANGED,
              REGISTRY_UNREACHABLE,
              DECIDER_LOST,
              DEADLINE,
              INVALID_INPUT ->
              false;
        };
    String message =
        course.route()
            + ": "
            + course.why()
            + (ofTable ? " (revision " + revision + ")" : "")
            + shadow;
    return decision(
        course, message, request, execution, effective, now, decidedBy, revision, table.salt());
  }

  private static Course course(
      RoutingTable table,
      Optional<Rule> rule,
      Standing standing,
      DecisionRequest request,
      Movement effective,
      Instant now) {
    if (request.obstacle() != null && request.refuse()) {
      return Course.of(Route.REFUSED, request.obstacle(), obstacle(request));
    }
    if (table.killSwitch().stops(request.settings().get(CONNECTOR_VERSION))) {
      return Course.of(
          Route.LEGACY,
          DecisionReason.KILL_SWITCH,
          "the kill switch is engaged"
              + (table.killSwitch().why() == null ? "" : " (" + table.killSwitch().why() + ")"));
    }
    if (request.obstacle() != null) {
      return Course.of(
          Route.LEGACY, request.obstacle(), "Spark cannot serve this run: " + obstacle(request));
    }
    return table
        .pin(effective.id(), now)
        .map(Course::of)
        .or(
            () ->
                rule.map(
                    matching ->
                        Course.of(matching, effective, request.runId(), table.salt(), standing)))
        .orElseGet(
            () -> Course.ofDefault(table.defaultRoute(), effective, request.runId(), table.salt()));
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
    return decision(
        Course.of(Route.REFUSED, reason, problem),
        "REFUSED: " + problem,
        request,
        execution,
        effective,
        now,
        decidedBy,
        revision,
        null);
  }

  private static String obstacle(DecisionRequest request) {
    return request.obstacleMessage() == null || request.obstacleMessage().isBlank()
        ? request.obstacle().name()
        : request.obstacleMessage();
  }

  private static Decision decision(
      Course course,
      String message,
      DecisionRequest request,
      int execution,
      Movement movement,
      Instant now,
      String decidedBy,
      long revision,
      String salt) {
    return new Decision(
        request.runId(),
        execution,
        request.generation(),
        request.runStart(),
        movement,
        course.route(),
        course.shadow(),
        course.reason(),
        message,
        course.rule(),
        course.bucket(),
        course.percent() == null ? null : course.percent().toDecimal().doubleValue(),
        revision,
        salt,
        request.pin(),
        now,
        decidedBy,
        course.asked().equals(Standing.BEGINNING) ? null : course.asked());
  }
}

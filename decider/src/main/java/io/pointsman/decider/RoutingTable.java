package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which movement takes which track. Kill switch above pins, pins above rules, the first rule that
 * matches wins, and the default takes what is left.
 *
 * <p>Its document, YAML or JSON, is read by {@link RoutingTableParser} and written by {@link
 * RoutingTableWriter}; within other JSON documents it stands as that same document.
 *
 * @param salt goes into every bucket; changing it deals all movements anew
 * @param rules in the order in which they are asked
 * @param pins at most one a movement
 * @param killSwitch never null
 * @param breaker when the fleet's breaker opens, never null
 * @param shadowBudget how much the fleet's shadows may take, never null, nothing of it left open
 * @param defaultRoute what no rule speaks of
 */
public record RoutingTable(
    String salt,
    List<Rule> rules,
    List<Pin> pins,
    KillSwitch killSwitch,
    Breaker breaker,
    ShadowBudget shadowBudget,
    RouteSetting defaultRoute) {

  /** The salt of a new registry. */
  public static final String DEFAULT_SALT = "pointsman";

  public RoutingTable {
    Objects.requireNonNull(salt, "salt");
    rules = List.copyOf(rules);
    pins = List.copyOf(pins);
    Objects.requireNonNull(killSwitch, "killSwitch");
    Objects.requireNonNull(breaker, "breaker");
    shadowBudget = shadowBudget.orElse(ShadowBudget.DEFAULT);
    Objects.requireNonNull(defaultRoute, "defaultRoute");
  }

  /** A table with the breaker and the budget that hold when nothing is said of them. */
  public RoutingTable(
      String salt,
      List<Rule> rules,
      List<Pin> pins,
      KillSwitch killSwitch,
      RouteSetting defaultRoute) {
    this(salt, rules, pins, killSwitch, Breaker.DEFAULT, ShadowBudget.DEFAULT, defaultRoute);
  }

  /** A table without rules: all to legacy. */
  public static RoutingTable allLegacy() {
    return new RoutingTable(
        DEFAULT_SALT, List.of(), List.of(), KillSwitch.RELEASED, RouteSetting.legacy());
  }

  /**
   * Reads a table out of a parsed document.
   *
   * @throws InvalidRoutingTableException with every fault's path
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static RoutingTable of(JsonNode document) {
    return RoutingTableParser.parse(document);
  }

  /** The table as its document. */
  @JsonValue
  public JsonNode document() {
    return RoutingTableWriter.document(this);
  }

  public Optional<Rule> rule(String id) {
    return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** What holds for the shadows of a rule, or of {@code default}: its own before the fleet's. */
  public ShadowBudget shadowBudget(String ruleId) {
    return rule(ruleId).map(rule -> rule.shadowBudget().orElse(shadowBudget)).orElse(shadowBudget);
  }

  public Optional<Rule> firstMatch(Movement movement) {
    return rules.stream().filter(rule -> rule.match().matches(movement)).findFirst();
  }

  /** The pin of a movement that is still in force. */
  public Optional<Pin> pin(String movementId, Instant now) {
    return pins.stream()
        .filter(pin -> pin.movement().equals(movementId) && pin.inForce(now))
        .findFirst();
  }

  /**
   * The same table with another route for one rule, or for {@code default}.
   *
   * @throws IllegalArgumentException naming the rules that there are, when there is none of that
   *     id, or when its ramp owns its share
   */
  public RoutingTable withRoute(String ruleId, RouteSetting route) {
    if (ruleId.equals(Rule.DEFAULT)) {
      return new RoutingTable(salt, rules, pins, killSwitch, breaker, shadowBudget, route);
    }
    route(ruleId);
    return new RoutingTable(
        salt,
        rules.stream()
            .map(rule -> rule.id().equals(ruleId) ? rule.withRoute(route) : rule)
            .toList(),
        pins,
        killSwitch,
        breaker,
        shadowBudget,
        defaultRoute);
  }

  /**
   * The route of a rule, or of {@code default}.
   *
   * @throws IllegalArgumentException when there is none of that id, or its ramp owns its share
   */
  public RouteSetting route(String ruleId) {
    if (ruleId.equals(Rule.DEFAULT)) {
      return defaultRoute;
    }
    Rule rule =
        rule(ruleId)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no rule '"
                            + Names.shown(ruleId)
                            + "'; the rules are "
                            + Stream.concat(rules.stream().map(Rule::id), Stream.of(Rule.DEFAULT))
                                .toList()));
    if (rule.route() instanceof RouteSetting setting) {
      return setting;
    }
    throw new IllegalArgumentException(
        "The share of rule '"
            + ruleId
            + "' is owned by its ramp: approve, pause, resume or advance the ramp (pointsman ramp"
            + " --help), or give the rule a 'route' instead of the ramp in the document");
  }

  public RoutingTable withKillSwitch(KillSwitch changed) {
    return new RoutingTable(salt, rules, pins, changed, breaker, shadowBudget, defaultRoute);
  }

  /** The same table with this pin, in place of the movement's earlier one if there was one. */
  public RoutingTable withPin(Pin added) {
    return new RoutingTable(
        salt,
        rules,
        Stream.concat(
                pins.stream().filter(pin -> !pin.movement().equals(added.movement())),
                Stream.of(added))
            .toList(),
        killSwitch,
        breaker,
        shadowBudget,
        defaultRoute);
  }

  /** The same table without a movement's pin. */
  public RoutingTable withoutPin(String movementId) {
    return new RoutingTable(
        salt,
        rules,
        pins.stream().filter(pin -> !pin.movement().equals(movementId)).toList(),
        killSwitch,
        breaker,
        shadowBudget,
        defaultRoute);
  }

  /**
   * One rule.
   *
   * @param id unique within the table, {@code [A-Za-z0-9][A-Za-z0-9_.-]*}, not {@code default}
   * @param match which movements
   * @param route where to: one setting, or a ramp
   * @param guard what is asked of each movement; {@link Guard#NONE} for nothing
   * @param shadowBudget of the rule's own shadows, within the fleet's; {@link ShadowBudget#FLEETS}
   *     for none of its own
   */
  public record Rule(
      String id, Match match, RuleRoute route, Guard guard, ShadowBudget shadowBudget) {
    /** What decisions and commands call the route of everything that no rule speaks of. */
    public static final String DEFAULT = "default";

    /** A rule that asks nothing of its movements. */
    public Rule(String id, Match match, RuleRoute route) {
      this(id, match, route, Guard.NONE);
    }

    /** A rule without a budget of its own. */
    public Rule(String id, Match match, RuleRoute route, Guard guard) {
      this(id, match, route, guard, ShadowBudget.FLEETS);
    }

    Rule withRoute(RuleRoute changed) {
      return new Rule(id, match, changed, guard, shadowBudget);
    }
  }

  /**
   * One movement's connector, above all rules, for a time.
   *
   * @param movement the movement's id
   * @param connector where it goes
   * @param until last day on which it is in force, by UTC
   * @param why its reason
   * @param owner who answers for it
   */
  public record Pin(
      String movement, Connector connector, LocalDate until, String why, String owner) {
    public boolean inForce(Instant now) {
      return !now.atOffset(ZoneOffset.UTC).toLocalDate().isAfter(until);
    }
  }

  /**
   * Sends everything to legacy at once.
   *
   * @param engaged whether it acts
   * @param connectorVersions when not empty, it acts only on these versions of the Spark connector,
   *     and on requests that do not say theirs
   * @param why its reason, or null
   */
  public record KillSwitch(boolean engaged, SortedSet<String> connectorVersions, String why) {
    public static final KillSwitch RELEASED = new KillSwitch(false, new TreeSet<>(), null);

    public KillSwitch {
      connectorVersions = Collections.unmodifiableSortedSet(new TreeSet<>(connectorVersions));
    }

    /**
     * Whether it acts on a connector version.
     *
     * @param connectorVersion or null when unknown, which counts as hit: the safe side is legacy
     */
    public boolean stops(String connectorVersion) {
      return engaged
          && (connectorVersions.isEmpty()
              || connectorVersion == null
              || connectorVersions.contains(connectorVersion));
    }
  }
}

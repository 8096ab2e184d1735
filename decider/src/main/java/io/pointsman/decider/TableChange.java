package io.pointsman.decider;

import io.pointsman.decider.RoutingTable.Rule;
import java.util.TreeMap;

/**
 * A change of one rule in one line: {@code tier-3=50}, {@code tier-3=spark}, {@code default=0}, or
 * {@code tier-3=step:2} for a rule with a ramp.
 *
 * @param rule the rule's id, or {@code default}
 * @param value what it is set to
 */
public record TableChange(String rule, String value) {
  private static final String STEP = "step:";

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static TableChange parse(String line) {
    int equals = line.indexOf('=');
    if (equals < 1 || equals == line.length() - 1) {
      throw new IllegalArgumentException(
          "'"
              + Names.shown(line)
              + "' is no change; expected RULE=PERCENT, RULE=spark, RULE=legacy, or RULE=step:N");
    }
    return new TableChange(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
  }

  /**
   * The table after it.
   *
   * @throws IllegalArgumentException when there is no such rule, or a ramp owns its share
   */
  public RoutingTable applied(RoutingTable table) {
    if (value.startsWith(STEP)) {
      ramp(table);
      return table;
    }
    Percent shadow = table.route(rule).shadowPercent();
    return switch (value) {
      case "spark" -> table.withRoute(rule, new RouteSetting.Fixed(Connector.SPARK, shadow));
      case "legacy" -> table.withRoute(rule, new RouteSetting.Fixed(Connector.LEGACY, shadow));
      default -> table.withRoute(rule, new RouteSetting.Split(Percent.parse(value), shadow));
    };
  }

  /**
   * What stands beside the table after it.
   *
   * @throws IllegalArgumentException when the ramp has no such step
   */
  public Standing applied(RoutingTable table, Standing standing) {
    if (!value.startsWith(STEP)) {
      return standing;
    }
    Ramp ramp = ramp(table);
    int step = step(ramp);
    TreeMap<String, Integer> steps = new TreeMap<>(standing.steps());
    steps.put(rule, step - 1);
    return new Standing(steps, standing.guards(), standing.breaker());
  }

  private int step(Ramp ramp) {
    String number = value.substring(STEP.length());
    int steps = ramp.steps().size();
    if (!number.matches("[1-9]\\d{0,3}") || Integer.parseInt(number) > steps) {
      throw new IllegalArgumentException(
          "The ramp of rule '"
              + rule
              + "' has the steps 1 to "
              + steps
              + ", not '"
              + Names.shown(number)
              + "'");
    }
    return Integer.parseInt(number);
  }

  private Ramp ramp(RoutingTable table) {
    return table
        .rule(rule)
        .map(Rule::route)
        .filter(Ramp.class::isInstance)
        .map(Ramp.class::cast)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no rule '" + Names.shown(rule) + "' with a ramp"));
  }
}

package io.pointsman.registry.page;

import io.pointsman.decider.RouteSetting;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.registry.api.GuardText;
import io.pointsman.registry.api.MatchText;
import io.pointsman.registry.api.RampText;
import io.pointsman.registry.api.RampView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One rule as the page shows it.
 *
 * @param id the rule's id, or {@code default}
 * @param match which movements, in words
 * @param percent share that goes to Spark, as a decimal number
 * @param hundredths the same, 0 to 10,000, for the bar
 * @param fixed whether the document names a connector instead of a percentage
 * @param shadow share of runs with a shadow, in words, or empty without one
 * @param guard what its guard asks, in words, or empty without one
 * @param ramp the ramp that owns its share, or null when people set it
 */
public record RuleRow(
    String id,
    String match,
    String percent,
    int hundredths,
    boolean fixed,
    String shadow,
    String guard,
    RampRow ramp) {

  /**
   * Where a rule's ramp stands.
   *
   * @param step the reached step, from 1
   * @param text step, number of steps and whether it is paused
   * @param steps all percentages
   * @param waiting what it waits for
   * @param paused whether it is
   */
  public record RampRow(int step, String text, String steps, String waiting, boolean paused) {
    static RampRow of(RampView ramp) {
      return new RampRow(
          ramp.state().step() + 1,
          RampText.step(ramp),
          RampText.steps(ramp),
          RampText.waiting(ramp),
          ramp.state().pause() != null);
    }
  }

  /** The table's rules in their order, the default last. */
  public static List<RuleRow> of(RoutingTable table, List<RampView> views) {
    Map<String, RampView> ramps =
        views.stream().collect(Collectors.toMap(RampView::rule, ramp -> ramp));
    List<RuleRow> rows = new ArrayList<>();
    for (Rule rule : table.rules()) {
      RampView ramp = ramps.get(rule.id());
      rows.add(
          row(
              rule.id(),
              MatchText.of(rule.match()),
              rule.route().at(ramp == null ? 0 : ramp.state().step()),
              GuardText.of(rule.guard()),
              ramp == null ? null : RampRow.of(ramp)));
    }
    String rest = table.rules().isEmpty() ? "everything" : "everything else";
    rows.add(row(Rule.DEFAULT, rest, table.defaultRoute(), "", null));
    return rows;
  }

  private static RuleRow row(
      String id, String match, RouteSetting route, String guard, RampRow ramp) {
    return new RuleRow(
        id,
        match,
        route.sparkShare().toDecimal().toPlainString(),
        route.sparkShare().hundredths(),
        route instanceof RouteSetting.Fixed,
        route.shadowPercent().hundredths() == 0 ? "" : route.shadowPercent().toString(),
        guard,
        ramp);
  }
}

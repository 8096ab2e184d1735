package io.pointsman.registry.page;

import io.pointsman.decider.RouteSetting;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.registry.api.MatchText;
import java.util.ArrayList;
import java.util.List;

/**
 * One rule as the page shows it.
 *
 * @param id the rule's id, or {@code default}
 * @param match which movements, in words
 * @param percent share that goes to Spark, as a decimal number
 * @param hundredths the same, 0 to 10,000, for the bar
 * @param fixed whether the document names a connector instead of a percentage
 * @param shadow share of runs with a shadow, in words, or empty without one
 */
public record RuleRow(
    String id, String match, String percent, int hundredths, boolean fixed, String shadow) {

  /** The table's rules in their order, the default last. */
  public static List<RuleRow> of(RoutingTable table) {
    List<RuleRow> rows = new ArrayList<>();
    for (Rule rule : table.rules()) {
      rows.add(row(rule.id(), MatchText.of(rule.match()), rule.route()));
    }
    String rest = table.rules().isEmpty() ? "everything" : "everything else";
    rows.add(row(Rule.DEFAULT, rest, table.defaultRoute()));
    return rows;
  }

  private static RuleRow row(String id, String match, RouteSetting route) {
    return new RuleRow(
        id,
        match,
        route.sparkShare().toDecimal().toPlainString(),
        route.sparkShare().hundredths(),
        route instanceof RouteSetting.Fixed,
        route.shadowPercent().hundredths() == 0 ? "" : route.shadowPercent().toString());
  }
}

package io.pointsman.decider;

import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.ShadowUse.Taken;
import java.util.Optional;

/**
 * Whether a shadow that a rule asks for is granted: within the fleet's budget, and within the
 * rule's own where it has one.
 *
 * @param granted whether it runs
 * @param why the counts, for people
 */
public record ShadowGrant(boolean granted, String why) {

  /**
   * Answers a wish.
   *
   * @param ruleId the rule that asks, or {@code default}
   * @param use what shadows take now, or null when nobody here can know
   */
  public static ShadowGrant of(RoutingTable table, String ruleId, ShadowUse use) {
    if (use == null) {
      return new ShadowGrant(false, "only the registry, which counts them, grants shadows");
    }
    Optional<String> beyond = beyond(table.shadowBudget(), use.fleet(), use.expectedBytes());
    if (beyond.isPresent()) {
      return new ShadowGrant(false, "the fleet's shadow budget is used up: " + beyond.get());
    }
    ShadowBudget own = table.rule(ruleId).map(Rule::shadowBudget).orElse(ShadowBudget.FLEETS);
    if (own.counts() && use.rule() != null) {
      beyond = beyond(own, use.rule(), use.expectedBytes());
      if (beyond.isPresent()) {
        return new ShadowGrant(
            false, "the shadow budget of rule " + ruleId + " is used up: " + beyond.get());
      }
      return new ShadowGrant(
          true,
          said(table.shadowBudget(), use.fleet(), use.expectedBytes())
              + "; of the rule's own budget "
              + said(own, use.rule(), null));
    }
    return new ShadowGrant(true, said(table.shadowBudget(), use.fleet(), use.expectedBytes()));
  }

  private static Optional<String> beyond(ShadowBudget budget, Taken taken, Long expected) {
    if (budget.atOnce() != null && taken.running() >= budget.atOnce()) {
      return Optional.of(taken.running() + " run and " + budget.atOnce() + " may at once");
    }
    if (budget.bytesPerDay() == null) {
      return Optional.empty();
    }
    long left = budget.bytesPerDay() - taken.bytesToday();
    if (left <= 0 || (expected != null && expected > left)) {
      return Optional.of(
          ByteSizes.rounded(taken.bytesToday())
              + " of today's "
              + ByteSizes.rounded(budget.bytesPerDay())
              + " are taken and this one would read "
              + (expected == null ? "an unknown size" : ByteSizes.rounded(expected)));
    }
    return Optional.empty();
  }

  private static String said(ShadowBudget budget, Taken taken, Long expected) {
    StringBuilder said = new StringBuilder();
    if (budget.atOnce() != null) {
      said.append(taken.running()).append(" of ").append(budget.atOnce()).append(" ran at once");
    }
    if (budget.bytesPerDay() != null) {
      said.append(said.isEmpty() ? "" : ", ")
          .append(ByteSizes.rounded(taken.bytesToday()))
          .append(" of today's ")
          .append(ByteSizes.rounded(budget.bytesPerDay()))
          .append(" were taken");
    }
    if (expected != null) {
      said.append(", this one would read ").append(ByteSizes.rounded(expected));
    }
    return said.toString();
  }
}

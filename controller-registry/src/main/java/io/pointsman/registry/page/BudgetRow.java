package io.pointsman.registry.page;

import io.pointsman.registry.api.ShadowAllowance;

/**
 * A budget of shadows as the page shows it.
 *
 * @param whose the fleet's, or a rule's
 * @param running how many run, of how many
 * @param atOnceFull whether no more may
 * @param bytes what is read today, of how much
 * @param bytesFull whether nothing is left
 * @param hours how long one may last
 */
public record BudgetRow(
    String whose,
    String running,
    boolean atOnceFull,
    String bytes,
    boolean bytesFull,
    String hours) {

  public static BudgetRow of(ShadowAllowance budget) {
    return new BudgetRow(
        budget.rule() == null ? "Fleet" : "Rule " + budget.rule(),
        budget.running() + (budget.atOnce() == null ? "" : " of " + budget.atOnce()),
        budget.atOnce() != null && budget.running() >= budget.atOnce(),
        Figures.bytes(budget.bytesToday())
            + (budget.bytesPerDay() == null ? "" : " of " + Figures.bytes(budget.bytesPerDay())),
        budget.bytesPerDay() != null && budget.bytesToday() >= budget.bytesPerDay(),
        Integer.toString(budget.hours()));
  }
}

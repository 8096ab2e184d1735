package io.pointsman.decider;

/**
 * How much shadows may take: of the whole fleet, or, within that, of one rule's movements.
 *
 * @param atOnce how many run at once at most, or null where a rule leaves it to the fleet's
 * @param bytesPerDay what they read in a day by UTC at most, or null where a rule leaves it to the
 *     fleet's
 * @param hours how long one may last before it counts as over, or null where a rule leaves it to
 *     the fleet's
 */
public record ShadowBudget(Integer atOnce, Long bytesPerDay, Integer hours) {
  /** The fleet's, where the document does not say. */
  public static final ShadowBudget DEFAULT = new ShadowBudget(10, 1_000_000_000_000L, 24);

  /** Of a rule that has none of its own. */
  public static final ShadowBudget FLEETS = new ShadowBudget(null, null, null);

  /** The same, with what it leaves open taken from another. */
  ShadowBudget orElse(ShadowBudget other) {
    return new ShadowBudget(
        atOnce == null ? other.atOnce : atOnce,
        bytesPerDay == null ? other.bytesPerDay : bytesPerDay,
        hours == null ? other.hours : hours);
  }

  /** Whether shadows have to be counted for it. */
  public boolean counts() {
    return atOnce != null || bytesPerDay != null;
  }
}

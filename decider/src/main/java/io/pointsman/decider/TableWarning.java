package io.pointsman.decider;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/**
 * Something in a valid routing table that is hardly meant.
 *
 * @param kind what it is
 * @param path where, such as {@code rules[2]}
 * @param warning what it means and what to do
 */
public record TableWarning(Kind kind, String path, String warning) {
  /** How long before its last day a pin is about to expire. */
  private static final int SOON_DAYS = 14;

  /** What can be hardly meant. */
  public enum Kind {
    /** An earlier rule takes everything that this one matches. */
    RULE_NEVER_MATCHES,
    /** No movement of the fleet is decided by this rule. */
    RULE_WITHOUT_MOVEMENTS,
    /** No movement that it decides has a bucket below its percentage. */
    PERCENT_REACHES_NOBODY,
    /** A pin whose last day is near. */
    PIN_EXPIRES_SOON,
    /** A pin whose last day is over. */
    PIN_EXPIRED
  }

  /**
   * What is to be said of a table.
   *
   * @param fleet the movements there are; where there are none, nothing is said of them
   */
  public static List<TableWarning> of(
      RoutingTable table, Standing standing, Collection<Movement> fleet, Instant now) {
    List<TableWarning> warnings = new ArrayList<>();
    RuleIndex index = new RuleIndex(table.rules());
    boolean[] covered = new boolean[table.rules().size()];
    for (int i = 0; i < covered.length; i++) {
      OptionalInt earlier = index.coveredBy(i);
      if (earlier.isPresent()) {
        covered[i] = true;
        warnings.add(
            new TableWarning(
                Kind.RULE_NEVER_MATCHES,
                "rules[" + i + "]",
                "rule '"
                    + table.rules().get(i).id()
                    + "' is never asked: rules["
                    + earlier.getAsInt()
                    + "] '"
                    + table.rules().get(earlier.getAsInt()).id()
                    + "' matches all that it matches; put it before that one, or remove it"));
      }
    }
    if (!fleet.isEmpty()) {
      reach(table, standing, fleet, index, covered, warnings);
    }
    pins(table, now, warnings);
    return warnings;
  }

  private static void reach(
      RoutingTable table,
      Standing standing,
      Collection<Movement> fleet,
      RuleIndex index,
      boolean[] covered,
      List<TableWarning> warnings) {
    int rules = table.rules().size();
    int[] decided = new int[rules + 1];
    int[] lowest = new int[rules + 1];
    java.util.Arrays.fill(lowest, Integer.MAX_VALUE);
    for (Movement movement : fleet) {
      int rule = index.first(movement).orElse(rules);
      decided[rule]++;
      lowest[rule] = Math.min(lowest[rule], Bucket.ofMovement(table.salt(), movement.id()));
    }
    for (int i = 0; i <= rules; i++) {
      String path = i == rules ? "default" : "rules[" + i + "]";
      String called = i == rules ? "the default" : "rule '" + table.rules().get(i).id() + "'";
      RouteSetting setting =
          i == rules
              ? table.defaultRoute()
              : table.rules().get(i).route().at(standing.step(table.rules().get(i).id()));
      if (decided[i] == 0 && i < rules && !covered[i]) {
        warnings.add(
            new TableWarning(
                Kind.RULE_WITHOUT_MOVEMENTS,
                path,
                called + " decides none of the fleet's " + fleet.size() + " movements"));
      } else if (decided[i] > 0
          && setting instanceof RouteSetting.Split split
          && split.sparkPercent().hundredths() > 0
          && lowest[i] >= split.sparkPercent().hundredths()) {
        warnings.add(
            new TableWarning(
                Kind.PERCENT_REACHES_NOBODY,
                path,
                called
                    + " sends "
                    + split.sparkPercent()
                    + " to Spark, but none of the "
                    + decided[i]
                    + " movements that it decides has a bucket so low; the first one goes at "
                    + new Percent(lowest[i] + 1)));
      }
    }
  }

  private static void pins(RoutingTable table, Instant now, List<TableWarning> warnings) {
    LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
    for (int i = 0; i < table.pins().size(); i++) {
      RoutingTable.Pin pin = table.pins().get(i);
      String path = "pins[" + i + "]";
      String pinned = "the pin of '" + pin.movement() + "' by " + pin.owner();
      if (!pin.inForce(now)) {
        warnings.add(
            new TableWarning(
                Kind.PIN_EXPIRED, path, pinned + " is over since " + pin.until() + "; remove it"));
      } else if (!today.plusDays(SOON_DAYS).isBefore(pin.until())) {
        warnings.add(
            new TableWarning(
                Kind.PIN_EXPIRES_SOON,
                path,
                pinned
                    + " is in force until "
                    + pin.until()
                    + "; after that the rules decide: renew it or let it go"));
      }
    }
  }
}

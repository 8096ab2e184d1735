package io.pointsman.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many replicas of each token range a backup holds whole.
 *
 * @param unknown why it cannot be said, or null
 * @param ranges how many there are
 * @param byReplicas how many ranges have that many whole replicas of so many, as {@code 2 of 3}
 * @param holes ranges that no node holds whole, the first ones
 */
public record Coverage(
    String unknown, int ranges, Map<String, Integer> byReplicas, List<String> holes) {
  private static final int SHOWN = 10;

  public Coverage {
    byReplicas = Map.copyOf(byReplicas);
    holes = List.copyOf(holes);
  }

  /**
   * What a backup holds, by its problems.
   *
   * @param dataCentre whose replicas count, or null for all
   */
  public static Coverage of(Backup backup, String dataCentre) {
    OwnedRing ring = OwnedRing.of(backup, dataCentre);
    if (ring.unknown() != null) {
      return new Coverage(ring.unknown(), 0, Map.of(), List.of());
    }
    Set<String> broken =
        backup.problems().stream()
            .map(Backup.Problem::node)
            .filter(java.util.Objects::nonNull)
            .collect(Collectors.toSet());
    Map<String, Integer> byReplicas = new TreeMap<>();
    List<String> holes = new ArrayList<>();
    for (Ring.Range range : ring.ranges()) {
      long whole = range.replicas().stream().filter(node -> !broken.contains(node)).count();
      byReplicas.merge(whole + " of " + range.replicas().size(), 1, Integer::sum);
      if (whole == 0 && holes.size() < SHOWN) {
        holes.add(text(range));
      }
    }
    return new Coverage(null, ring.ranges().size(), byReplicas, holes);
  }

  static String text(Ring.Range range) {
    return "(" + range.startExclusive() + ", " + range.endInclusive() + "]";
  }
}

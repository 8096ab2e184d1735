package io.pointsman.registry.page;

import io.pointsman.decider.Connector;
import io.pointsman.registry.store.HistoryStore.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far one cohort's, or one rule's movements are.
 *
 * @param name the group, or a word for those without
 * @param group the group for a link, or empty for those without
 * @param movements how many
 * @param spark of them served by Spark last
 * @param legacy of them served by legacy last
 * @param unserved of them that nobody has served yet
 * @param percent Spark's share, rounded
 * @param sparkWidth of the bar, 0 to 1000
 * @param legacyWidth of the bar, 0 to 1000
 */
public record GroupRow(
    String name,
    String group,
    long movements,
    long spark,
    long legacy,
    long unserved,
    long percent,
    long sparkWidth,
    long legacyWidth) {
  private static final int BAR = 1000;

  /**
   * Rows by size, the largest first.
   *
   * @param without what those without a group are called
   * @param most how many at most; the rest is summed up in one row
   */
  public static List<GroupRow> of(List<Share> shares, String without, int most) {
    Map<String, long[]> groups = new TreeMap<>();
    for (Share share : shares) {
      long[] counts =
          groups.computeIfAbsent(share.group() == null ? "" : share.group(), any -> new long[3]);
      counts[place(share.servedBy())] += share.movements();
    }
    List<GroupRow> rows =
        new ArrayList<>(
            groups.entrySet().stream()
                .map(
                    entry ->
                        row(
                            entry.getKey().isEmpty() ? without : entry.getKey(),
                            entry.getKey(),
                            entry.getValue()))
                .sorted(
                    Comparator.comparingLong(GroupRow::movements)
                        .reversed()
                        .thenComparing(GroupRow::name))
                .toList());
    if (rows.size() > most) {
      List<GroupRow> rest = rows.subList(most - 1, rows.size());
      long[] sum = new long[3];
      rest.forEach(
          row -> {
            sum[0] += row.spark();
            sum[1] += row.legacy();
            sum[2] += row.unserved();
          });
      GroupRow others = row(rest.size() + " others", "", sum);
      rest.clear();
      rows.add(others);
    }
    return rows;
  }

  private static int place(Connector servedBy) {
    return servedBy == null
        ? 2
        : switch (servedBy) {
          case SPARK -> 0;
          case LEGACY -> 1;
        };
  }

  private static GroupRow row(String name, String group, long[] counts) {
    long all = counts[0] + counts[1] + counts[2];
    return new GroupRow(
        name,
        group,
        all,
        counts[0],
        counts[1],
        counts[2],
        Math.round(100.0 * counts[0] / all),
        Math.round((double) BAR * counts[0] / all),
        Math.round((double) BAR * counts[1] / all));
  }
}

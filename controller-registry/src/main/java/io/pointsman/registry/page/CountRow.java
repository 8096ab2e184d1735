package io.pointsman.registry.page;

import io.pointsman.registry.store.DayFigure;
import io.pointsman.registry.store.DayFigure.Figure;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often something came up.
 *
 * @param label what
 * @param count in all days that are looked at
 * @param today of them today
 * @param width of its bar, 0 to 1000; the most frequent one's is full
 */
public record CountRow(String label, long count, long today, long width) {
  private static final int BAR = 1000;

  /** One row a label, the most frequent first. */
  public static List<CountRow> of(Figure figure, Map<DayFigure, Double> days, LocalDate today) {
    Map<String, long[]> counts = new TreeMap<>();
    days.forEach(
        (day, value) -> {
          if (day.figure() == figure) {
            long[] sums = counts.computeIfAbsent(day.label(), any -> new long[2]);
            sums[0] += Math.round(value);
            if (day.day().equals(today)) {
              sums[1] += Math.round(value);
            }
          }
        });
    long most = counts.values().stream().mapToLong(sums -> sums[0]).max().orElse(1);
    return counts.entrySet().stream()
        .map(
            entry ->
                new CountRow(
                    entry.getKey(),
                    entry.getValue()[0],
                    entry.getValue()[1],
                    Math.round((double) BAR * entry.getValue()[0] / most)))
        .sorted(Comparator.comparingLong(CountRow::count).reversed())
        .toList();
  }
}

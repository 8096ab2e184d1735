package io.pointsman.it.fuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the reader gave otherwise than the nodes.
 *
 * @param what as a sentence
 * @param samples a few rows, each beginning with {@code -} when the reader lacks it and {@code +}
 *     when only the reader has it
 */
record Difference(String what, List<String> samples) {
  private static final int SAMPLES = 6;
  private static final int LONGEST = 1_000;

  Difference {
    samples = List.copyOf(samples);
  }

  /**
   * Compares.
   *
   * @param how how the reader was asked, for the sentence
   * @return null when both are the same, rows in the same order
   */
  static Difference between(String how, LiveRows live, LiveRows read) {
    if (!live.columns().equals(read.columns())) {
      return new Difference(
          how + ": the reader's columns are " + read.columns() + ", not " + live.columns(),
          List.of());
    }
    if (live.rows().equals(read.rows())) {
      return null;
    }
    Map<List<String>, Integer> times = new HashMap<>();
    live.rows().forEach(row -> times.merge(row, 1, Integer::sum));
    read.rows().forEach(row -> times.merge(row, -1, Integer::sum));
    List<String> samples = new ArrayList<>();
    times.forEach(
        (row, count) -> {
          if (count != 0) {
            samples.add((count > 0 ? "- " : "+ ") + shortened(row));
          }
        });
    if (samples.isEmpty()) {
      return new Difference(how + ": the same rows come in another order", List.of());
    }
    samples.sort((left, right) -> left.substring(2).compareTo(right.substring(2)));
    return new Difference(
        "%s: %d rows differ; the nodes have %d, the reader %d"
            .formatted(how, samples.size(), live.rows().size(), read.rows().size()),
        samples.subList(0, Math.min(SAMPLES, samples.size())));
  }

  private static String shortened(List<String> row) {
    String text = Objects.toString(row);
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}

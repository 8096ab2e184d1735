package io.pointsman.it.bench;

import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured.
 *
 * @param scale times the usual rows
 * @param only names of tables, or empty for all
 * @param engines or empty for all
 * @param warmUps runs before the one that counts
 */
record ReadBenchSettings(double scale, List<String> only, List<ReadEngine> engines, int warmUps) {
  /** What every table has, about; half of it where rows are short, as each takes its time. */
  private static final long BYTES = 480_000_000;

  private static final int SHORT_ROW = 100;
  private static final int[] ROW_BYTES = {SHORT_ROW, 700, 10_000};
  private static final int[] VERSIONS = {1, 3};

  ReadBenchSettings {
    only = List.copyOf(only);
    engines = engines.isEmpty() ? List.of(ReadEngine.values()) : List.copyOf(engines);
    if (scale <= 0 || warmUps < 0) {
      throw new IllegalArgumentException("--scale must be positive, and --warm-ups not negative");
    }
  }

  List<ReadCase> cases() {
    List<ReadCase> cases = new ArrayList<>();
    for (int versions : VERSIONS) {
      for (int bytes : ROW_BYTES) {
        long all = bytes == SHORT_ROW ? BYTES / 2 : BYTES;
        long rows = Math.max(10, (long) (all * scale / bytes / versions) / 10 * 10);
        ReadCase each = new ReadCase("r" + bytes + "_v" + versions, bytes, rows, 10, versions);
        if (only.isEmpty() || only.contains(each.name())) {
          cases.add(each);
        }
      }
    }
    if (cases.isEmpty()) {
      throw new IllegalArgumentException("There is no table of " + only);
    }
    return cases;
  }
}

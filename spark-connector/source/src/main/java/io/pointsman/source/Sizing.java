package io.pointsman.source;

import java.io.Serializable;

/**
 * How a table is cut into token ranges, from the backup's listing alone.
 *
 * @param dataBytes bytes of all data files, as stored
 * @param sstables how many SSTables there are
 * @param splitBytes bytes a split is sized for
 * @param leastSplits so that every core has work, where there is enough for it
 * @param splits token ranges of equal width
 * @param asked whether the user said how many
 */
record Sizing(
    long dataBytes, int sstables, long splitBytes, int leastSplits, int splits, boolean asked)
    implements Serializable {
  /** Below this a split costs more to open than to read. */
  private static final long SMALLEST_SPLIT_BYTES = 4L << 20;

  /**
   * Sizes a scan.
   *
   * @param asked how many splits the user wants, or null
   * @param cores Spark's default parallelism
   */
  static Sizing of(long dataBytes, int sstables, long splitBytes, Integer asked, int cores) {
    if (asked != null) {
      return new Sizing(dataBytes, sstables, splitBytes, 1, asked, true);
    }
    long worthwhile = Math.max(1, dataBytes / SMALLEST_SPLIT_BYTES);
    int least = (int) Math.min(Math.max(1, cores), worthwhile);
    long bySize = (dataBytes + splitBytes - 1) / splitBytes;
    int splits = (int) Math.min(Integer.MAX_VALUE, Math.max(least, bySize));
    return new Sizing(dataBytes, sstables, splitBytes, least, splits, false);
  }

  /** The formula with its numbers. */
  String formula() {
    if (asked) {
      return "splits = %d, as asked; %d bytes of data in %d SSTables"
          .formatted(splits, dataBytes, sstables);
    }
    return "splits = max(%d, ceil(%d bytes of data / %d bytes a split)) = %d; %d SSTables"
        .formatted(leastSplits, dataBytes, splitBytes, splits, sstables);
  }
}

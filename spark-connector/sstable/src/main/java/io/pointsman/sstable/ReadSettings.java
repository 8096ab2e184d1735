package io.pointsman.sstable;

import java.io.Serializable;

/**
 * How objects are read.
 *
 * @param largestRange bytes of the largest request, at least 65,536
 * @param readAheadBytes bytes that one cursor may hold read ahead, over all its SSTables; each
 *     SSTable gets at least two ranges of 65,536 bytes, however many there are
 * @param smallestEntered uncompressed bytes of a Cassandra partition from which on its row index is
 *     looked at, when only some of its rows are wanted; a smaller one is read from its beginning
 */
public record ReadSettings(int largestRange, long readAheadBytes, long smallestEntered)
    implements Serializable {
  static final int SMALLEST_RANGE = 64 << 10;
  private static final int DEFAULT_RANGE = 8 << 20;
  private static final long DEFAULT_READ_AHEAD = 64L << 20;
  private static final int SHARE_OF_HEAP = 16;

  private static final long DEFAULT_SMALLEST_ENTERED = 128 << 10;

  public ReadSettings {
    if (largestRange < SMALLEST_RANGE) {
      throw new IllegalArgumentException(
          "The largest range is " + largestRange + " bytes, at least " + SMALLEST_RANGE);
    }
    if (readAheadBytes < largestRange) {
      throw new IllegalArgumentException(
          "Reading ahead takes at least one range of "
              + largestRange
              + " bytes, and has "
              + readAheadBytes);
    }
  }

  public ReadSettings(int largestRange, long readAheadBytes) {
    this(largestRange, readAheadBytes, DEFAULT_SMALLEST_ENTERED);
  }

  /**
   * Ranges of up to 8 MiB, 64 MiB of them ahead; less where the heap is small. All tasks of a
   * process together have {@link ReadBudget} for theirs.
   */
  public static ReadSettings defaults() {
    long share = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    long readAhead = Math.max(2L * SMALLEST_RANGE, Math.min(DEFAULT_READ_AHEAD, share));
    return new ReadSettings((int) Math.min(DEFAULT_RANGE, readAhead / 2), readAhead);
  }

  /**
   * The range of each of {@code files} that are read side by side, one in use and the others ahead.
   */
  int rangeFor(int files) {
    long share = readAheadBytes / (1 + ObjectChannel.MOST_AHEAD) / Math.max(1, files);
    return (int) Math.max(SMALLEST_RANGE, Math.min(largestRange, share));
  }
}

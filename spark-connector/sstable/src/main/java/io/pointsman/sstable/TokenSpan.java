package io.pointsman.sstable;

import java.io.Serializable;

/**
 * Between which tokens an SSTable's Cassandra partitions lie.
 *
 * @param first the token of its first partition
 * @param last the token of its last one
 * @param isChecked whether a checksum covers it. One that is not is held against the data by
 *     whoever reads the range that it begins or ends in; so it may be gone by when all ranges of
 *     the ring are read
 */
public record TokenSpan(long first, long last, boolean isChecked) implements Serializable {
  /** Of an SSTable of which nothing is known. */
  public static final TokenSpan UNKNOWN = new TokenSpan(Long.MIN_VALUE, Long.MAX_VALUE, false);

  /** Whether an SSTable may hold partitions of a range. */
  public boolean meets(long startExclusive, long endInclusive) {
    return this.equals(UNKNOWN) || first <= endInclusive && last > startExclusive;
  }

  boolean beginsIn(long startExclusive, long endInclusive) {
    return !this.equals(UNKNOWN) && first > startExclusive && first <= endInclusive;
  }

  boolean endsIn(long startExclusive, long endInclusive) {
    return !this.equals(UNKNOWN) && last > startExclusive && last <= endInclusive;
  }
}

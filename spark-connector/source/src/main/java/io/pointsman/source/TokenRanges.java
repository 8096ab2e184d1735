package io.pointsman.source;

import java.math.BigInteger;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Cuts the Murmur3 ring into ranges of equal width, which hold about as many Cassandra partitions.
 */
final class TokenRanges {
  private static final BigInteger RING = BigInteger.ONE.shiftLeft(Long.SIZE);
  private static final BigInteger FIRST = BigInteger.valueOf(Long.MIN_VALUE);

  private TokenRanges() {}

  /**
   * One split: one Spark task.
   *
   * @param startExclusive {@link Long#MIN_VALUE} is the ring's beginning
   * @param endInclusive {@link Long#MAX_VALUE} is the ring's end
   */
  record TokenRange(long startExclusive, long endInclusive) implements InputPartition {}

  static TokenRange[] of(int splits) {
    TokenRange[] ranges = new TokenRange[splits];
    long start = Long.MIN_VALUE;
    for (int i = 0; i < splits; i++) {
      long end = i + 1 == splits ? Long.MAX_VALUE : border(i + 1, splits);
      ranges[i] = new TokenRange(start, end);
      start = end;
    }
    return ranges;
  }

  private static long border(int index, int splits) {
    return RING.multiply(BigInteger.valueOf(index))
        .divide(BigInteger.valueOf(splits))
        .add(FIRST)
        .longValueExact();
  }
}

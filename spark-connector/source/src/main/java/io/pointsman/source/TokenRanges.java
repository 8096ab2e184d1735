package io.pointsman.source;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * Cuts the Murmur3 ring into ranges of equal width, which hold about as many Cassandra partitions.
 */
final class TokenRanges {
  private static final BigInteger RING = BigInteger.ONE.shiftLeft(Long.SIZE);

  private TokenRanges() {}

  /**
   * Some tokens that lie side by side.
   *
   * @param startExclusive {@link Long#MIN_VALUE} is the ring's beginning
   * @param endInclusive {@link Long#MAX_VALUE} is the ring's end
   */
  record TokenRange(long startExclusive, long endInclusive) implements Serializable {
    /** Its share of the ring, 0 to 1. */
    double share() {
      return width().doubleValue() / RING.doubleValue();
    }

    private BigInteger width() {
      return BigInteger.valueOf(endInclusive).subtract(BigInteger.valueOf(startExclusive));
    }
  }

  static TokenRange[] of(int splits) {
    return of(new TokenRange(Long.MIN_VALUE, Long.MAX_VALUE), splits);
  }

  /** Cuts a part of the ring; into fewer ranges when it has not so many tokens. */
  static TokenRange[] of(TokenRange whole, int most) {
    int splits = whole.width().min(BigInteger.valueOf(most)).intValueExact();
    TokenRange[] ranges = new TokenRange[splits];
    long start = whole.startExclusive();
    for (int i = 0; i < splits; i++) {
      long end = i + 1 == splits ? whole.endInclusive() : border(whole, i + 1, splits);
      ranges[i] = new TokenRange(start, end);
      start = end;
    }
    return ranges;
  }

  private static long border(TokenRange whole, int index, int splits) {
    return whole
        .width()
        .multiply(BigInteger.valueOf(index))
        .divide(BigInteger.valueOf(splits))
        .add(BigInteger.valueOf(whole.startExclusive()))
        .longValueExact();
  }
}

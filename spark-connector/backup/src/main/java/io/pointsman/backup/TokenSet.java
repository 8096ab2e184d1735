package io.pointsman.backup;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A set of Murmur3 tokens, as ranges that do not touch. */
public final class TokenSet implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final TokenSet EVERYTHING =
      new TokenSet(new long[] {Long.MIN_VALUE}, new long[] {Long.MAX_VALUE});

  private final long[] startsExclusive;
  private final long[] endsInclusive;

  private TokenSet(long[] startsExclusive, long[] endsInclusive) {
    this.startsExclusive = startsExclusive;
    this.endsInclusive = endsInclusive;
  }

  /**
   * One range.
   *
   * @param startExclusive {@link Long#MIN_VALUE} is the ring's beginning
   * @param endInclusive greater than the start
   */
  record Range(long startExclusive, long endInclusive) {}

  /** Every token. */
  public static TokenSet everything() {
    return EVERYTHING;
  }

  /** The union of ranges. */
  static TokenSet of(List<Range> ranges) {
    List<Range> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(Range::startExclusive));
    List<Range> merged = new ArrayList<>();
    for (Range range : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && range.startExclusive() <= merged.get(last).endInclusive()) {
        Range before = merged.get(last);
        merged.set(
            last,
            new Range(
                before.startExclusive(), Math.max(before.endInclusive(), range.endInclusive())));
      } else {
        merged.add(range);
      }
    }
    return new TokenSet(
        merged.stream().mapToLong(Range::startExclusive).toArray(),
        merged.stream().mapToLong(Range::endInclusive).toArray());
  }

  /** Whether every token is in it. */
  public boolean isEverything() {
    return startsExclusive.length == 1
        && startsExclusive[0] == Long.MIN_VALUE
        && endsInclusive[0] == Long.MAX_VALUE;
  }

  public boolean contains(long token) {
    int range = firstEndingAtOrAfter(token);
    return range < startsExclusive.length && startsExclusive[range] < token;
  }

  /** Whether any token of {@code (startExclusive, endInclusive]} is in it. */
  public boolean intersects(long startExclusive, long endInclusive) {
    if (startExclusive == Long.MAX_VALUE) {
      return false;
    }
    int range = firstEndingAtOrAfter(startExclusive + 1);
    return range < startsExclusive.length && startsExclusive[range] < endInclusive;
  }

  private int firstEndingAtOrAfter(long token) {
    int found = Arrays.binarySearch(endsInclusive, token);
    return found >= 0 ? found : -found - 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenSet set
        && Arrays.equals(startsExclusive, set.startsExclusive)
        && Arrays.equals(endsInclusive, set.endsInclusive);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(startsExclusive) + Arrays.hashCode(endsInclusive);
  }

  @Override
  public String toString() {
    return isEverything() ? "every token" : startsExclusive.length + " token ranges";
  }
}

package io.pointsman.sstable;

import java.util.ArrayList;
import java.util.List;

/** The bytes of a file that will be read, in order. */
final class PlannedReads {
  static final PlannedReads NONE = new PlannedReads(List.of());

  /** Intervals as close as this are one: a request costs more than the bytes between them. */
  private static final long GAP = 8 << 10;

  /**
   * One part.
   *
   * @param from its first byte
   * @param to the byte after its last
   */
  record Interval(long from, long to) {}

  private final List<Interval> intervals;

  private PlannedReads(List<Interval> intervals) {
    this.intervals = intervals;
  }

  /**
   * @param ascending in the order of their beginnings
   * @param size bytes of the file
   */
  static PlannedReads of(List<Interval> ascending, long size) {
    List<Interval> joined = new ArrayList<>();
    for (Interval next : ascending) {
      int last = joined.size() - 1;
      if (last >= 0 && next.from() <= joined.get(last).to() + GAP) {
        Interval before = joined.get(last);
        joined.set(last, new Interval(before.from(), Math.max(before.to(), next.to())));
      } else {
        joined.add(next);
      }
    }
    return new PlannedReads(
        joined.stream()
            .map(each -> new Interval(each.from(), Math.min(each.to(), size)))
            .filter(each -> each.from() < each.to())
            .toList());
  }

  /** The part that holds a byte, or null. */
  Interval at(long position) {
    Interval found = atOrAfter(position);
    return found != null && position >= found.from() ? found : null;
  }

  /** The part that holds a byte, or else the next one, or null. */
  Interval atOrAfter(long position) {
    int low = 0;
    int high = intervals.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (intervals.get(middle).to() <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < intervals.size() ? intervals.get(low) : null;
  }
}

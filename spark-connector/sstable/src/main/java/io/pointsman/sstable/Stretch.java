package io.pointsman.sstable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.cassandra.dht.Range;
import org.apache.cassandra.dht.Token;
import org.apache.cassandra.io.sstable.format.SSTableReader.PartitionPositionBounds;

/**
 * A part of an SSTable's data that is read from its beginning to its end.
 *
 * @param range that every key in it must lie in, and no key after it
 * @param from its first byte in the uncompressed data
 * @param to the byte after its last
 * @param onePartition whether it is one partition whose rest may be passed over
 * @param entrance where that partition is entered after its header, or null for its first row
 * @param likelyTo the byte after the last that will be read, most likely
 */
record Stretch(
    Range<Token> range,
    long from,
    long to,
    boolean onePartition,
    Entrance entrance,
    long likelyTo) {
  /** The header of a partition that is entered elsewhere, about. */
  private static final int HEADER_BYTES = 4 << 10;

  Stretch(Range<Token> range, long from, long to, boolean onePartition) {
    this(range, from, to, onePartition, null, to);
  }

  static List<Stretch> of(Range<Token> range, List<PartitionPositionBounds> bounds) {
    return bounds.stream()
        .map(each -> new Stretch(range, each.lowerPosition, each.upperPosition, false))
        .toList();
  }

  /** The same partition, of which only some rows will be read. */
  Stretch enteredAt(Entrance at, long likelyEnd) {
    long end = likelyEnd < 0 ? to : Math.min(to, Math.max(likelyEnd, from + 1));
    return new Stretch(range, from, to, true, at, end);
  }

  /** The parts of it that will be read, most likely, in the uncompressed data and in order. */
  List<PlannedReads.Interval> likely() {
    return entrance == null
        ? List.of(new PlannedReads.Interval(from, likelyTo))
        : List.of(
            new PlannedReads.Interval(from, Math.min(from + HEADER_BYTES, entrance.lead())),
            new PlannedReads.Interval(entrance.lead(), Math.max(likelyTo, entrance.block() + 1)));
  }

  /**
   * In order; those that overlap are one: what is read around one key may hold the next one too.
   */
  static List<Stretch> joined(List<Stretch> stretches) {
    List<Stretch> joined = new ArrayList<>();
    stretches.stream()
        .sorted(Comparator.comparingLong(Stretch::from).thenComparingLong(Stretch::to))
        .forEach(
            next -> {
              int last = joined.size() - 1;
              if (last < 0 || next.from() >= joined.get(last).to()) {
                joined.add(next);
              } else {
                joined.set(last, joined.get(last).with(next));
              }
            });
    return joined;
  }

  private Stretch with(Stretch other) {
    Token left = range.left.compareTo(other.range.left) < 0 ? range.left : other.range.left;
    Token right = range.right.compareTo(other.range.right) > 0 ? range.right : other.range.right;
    return new Stretch(
        new Range<>(left, right), Math.min(from, other.from), Math.max(to, other.to), false);
  }
}

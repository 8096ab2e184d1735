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
 * @param onePartition whether it is one partition that was looked up, whose rest may be passed over
 */
record Stretch(Range<Token> range, long from, long to, boolean onePartition) {
  static List<Stretch> of(Range<Token> range, List<PartitionPositionBounds> bounds) {
    return bounds.stream()
        .map(each -> new Stretch(range, each.lowerPosition, each.upperPosition, false))
        .toList();
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

package io.pointsman.sstable;

import java.io.IOException;
import java.util.List;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.dht.Murmur3Partitioner.LongToken;
import org.apache.cassandra.dht.Range;
import org.apache.cassandra.dht.Token;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.sstable.format.SSTableReader.PartitionPositionBounds;
import org.apache.cassandra.io.util.RandomAccessReader;
import org.apache.cassandra.utils.ByteBufferUtil;

/**
 * Where in an SSTable's data the partitions of a token range lie.
 *
 * <p>The indexes have no checksums, and Cassandra believes what they say the first and the last key
 * are: a bit that turned over in one could make rows be left out silently. So a place is only
 * looked up for a range's inner borders, by the index alone, and the ring's ends are the file's
 * ends. Two ranges that share a border then share its place, whatever is damaged, and the scanner
 * refuses a key that is not in its range.
 */
final class PartitionPlaces {
  private static final int WIDER = 4;

  private final SSTableReader reader;
  private final PrimaryIndex index;
  private final long smallestEntered;

  PartitionPlaces(SSTableReader reader, PrimaryIndex index, ReadSettings settings) {
    this.reader = reader;
    this.index = index;
    this.smallestEntered = settings.smallestEntered();
  }

  /** The part of the uncompressed data to read, or an empty list. */
  List<PartitionPositionBounds> of(Range<Token> range) throws IOException {
    long from = range.left.isMinimum() ? 0 : firstAfter(range.left);
    long to = firstAfter(range.right);
    return from < to ? List.of(new PartitionPositionBounds(from, to)) : List.of();
  }

  /**
   * Where the index says that the partitions of one token lie, or null when it knows none.
   *
   * @param onePartition whether only one of them is wanted
   */
  Stretch at(long token, boolean onePartition) throws IOException {
    Range<Token> range = range(token - 1, token);
    List<PartitionPositionBounds> bounds = of(range);
    return bounds.isEmpty()
        ? null
        : new Stretch(
            range, bounds.get(0).lowerPosition, bounds.get(0).upperPosition, onePartition);
  }

  /**
   * A stretch with a partition before a token and one after it, or the file's ends: if there is one
   * with that token, it lies in there, whatever the index says.
   *
   * @throws IOException when the data shows that the index is damaged
   */
  Stretch around(long token) throws IOException {
    // Tokens are spread evenly, so that the neighbours are about as far away as the keys are dense.
    long first = Long.MAX_VALUE / Math.max(1, index.partitions());
    for (long width = first; ; width *= WIDER) {
      boolean isRing = width > Long.MAX_VALUE / WIDER;
      long low = isRing || token - 1 < Long.MIN_VALUE + width ? Long.MIN_VALUE : token - 1 - width;
      long high = isRing || token > Long.MAX_VALUE - width ? Long.MAX_VALUE : token + width;
      boolean isBelow = low == Long.MIN_VALUE || !of(range(low, token - 1)).isEmpty();
      boolean isAbove = high == Long.MAX_VALUE || !of(range(token, high)).isEmpty();
      if (isBelow && isAbove) {
        Range<Token> range = range(low, high);
        List<PartitionPositionBounds> bounds = of(range);
        if (bounds.isEmpty()) {
          throw new IOException("its index is out of order around token " + token);
        }
        Stretch around = Stretch.of(range, bounds).get(0);
        checkBorders(around, token);
        return around;
      }
    }
  }

  /** An index that is damaged may lead elsewhere: what the data says is looked at. */
  private void checkBorders(Stretch around, long token) throws IOException {
    try (RandomAccessReader data = reader.openDataReader()) {
      if (around.from() > 0 && tokenAt(data, around.from()) >= token) {
        throw new IOException("its index leads beyond token " + token);
      }
      if (around.to() < reader.uncompressedLength() && tokenAt(data, around.to()) <= token) {
        throw new IOException("its index does not lead as far as token " + token);
      }
    }
  }

  private long tokenAt(RandomAccessReader data, long position) throws IOException {
    data.seek(position);
    return PartitionLookup.token(reader.decorateKey(ByteBufferUtil.readWithShortLength(data)));
  }

  private static Range<Token> range(long startExclusive, long endInclusive) {
    return new Range<>(new LongToken(startExclusive), new LongToken(endInclusive));
  }

  /** Where the first partition after a token begins; the data's end when there is none. */
  private long firstAfter(Token token) throws IOException {
    return token.getTokenValue().equals(Long.MAX_VALUE)
        ? reader.uncompressedLength()
        : position(index.firstAfter(token.maxKeyBound()));
  }

  private long position(PrimaryIndex.Entry entry) {
    return entry == null ? reader.uncompressedLength() : entry.position();
  }

  /**
   * Enters a partition where a window of it begins, when it is large enough, and is the only one of
   * its stretch.
   *
   * @param stretch of the key's token alone
   */
  Stretch entered(Stretch stretch, DecoratedKey key, Window window) throws IOException {
    PrimaryIndex.Entry entry =
        stretch.to() - stretch.from() < smallestEntered ? null : alone(stretch, key);
    if (entry == null) {
      return stretch;
    }
    try (RowIndex rows = index.rowsOf(entry)) {
      Entrance entrance =
          window.slice().start().isBottom() ? null : rows.entrance(window.slice().start());
      if (entrance != null && !isIn(stretch, entrance)) {
        throw new IOException("its row index leads out of partition " + key);
      }
      long likelyEnd = window.likelyEnd().isTop() ? -1 : rows.likelyEnd(window.likelyEnd());
      return stretch.enteredAt(entrance, likelyEnd);
    }
  }

  private static boolean isIn(Stretch stretch, Entrance entrance) {
    return stretch.from() < entrance.lead()
        && entrance.lead() < entrance.block()
        && entrance.block() < stretch.to();
  }

  /** The index's entry of a partition with a row index that is the only one of a stretch. */
  PrimaryIndex.Entry alone(Stretch stretch, DecoratedKey key) throws IOException {
    PrimaryIndex.Entry entry =
        index.firstAfter(new LongToken(PartitionLookup.token(key) - 1).maxKeyBound());
    return entry != null
            && entry.rows() >= 0
            && key.equals(entry.key())
            && entry.position() == stretch.from()
            && position(index.firstAfter(key)) == stretch.to()
        ? entry
        : null;
  }
}

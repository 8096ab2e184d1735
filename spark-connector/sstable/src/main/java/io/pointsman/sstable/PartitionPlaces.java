package io.pointsman.sstable;

import java.io.IOException;
import java.util.List;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.dht.Murmur3Partitioner.LongToken;
import org.apache.cassandra.dht.Range;
import org.apache.cassandra.dht.Token;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.sstable.format.SSTableReader.PartitionPositionBounds;
import org.apache.cassandra.io.sstable.format.big.BigTableReader;
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

  private PartitionPlaces() {}

  /** The part of the uncompressed data to read, or an empty list. */
  static List<PartitionPositionBounds> of(SSTableReader reader, Range<Token> range)
      throws IOException {
    long from = range.left.isMinimum() ? 0 : firstAfter(reader, range.left);
    long to = firstAfter(reader, range.right);
    return from < to ? List.of(new PartitionPositionBounds(from, to)) : List.of();
  }

  /**
   * Where the index says that the partitions of one token lie, or null when it knows none.
   *
   * @param onePartition whether only one of them is wanted
   */
  static Stretch at(SSTableReader reader, long token, boolean onePartition) throws IOException {
    Range<Token> range = range(token - 1, token);
    List<PartitionPositionBounds> bounds = of(reader, range);
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
  static Stretch around(SSTableReader reader, long token) throws IOException {
    // Tokens are spread evenly, so that the neighbours are about as far away as the keys are dense.
    long first = Long.MAX_VALUE / Math.max(1, reader.estimatedKeys());
    for (long width = first; ; width *= WIDER) {
      boolean isRing = width > Long.MAX_VALUE / WIDER;
      long low = isRing || token - 1 < Long.MIN_VALUE + width ? Long.MIN_VALUE : token - 1 - width;
      long high = isRing || token > Long.MAX_VALUE - width ? Long.MAX_VALUE : token + width;
      boolean isBelow = low == Long.MIN_VALUE || !of(reader, range(low, token - 1)).isEmpty();
      boolean isAbove = high == Long.MAX_VALUE || !of(reader, range(token, high)).isEmpty();
      if (isBelow && isAbove) {
        Range<Token> range = range(low, high);
        List<PartitionPositionBounds> bounds = of(reader, range);
        if (bounds.isEmpty()) {
          throw new IOException("its index is out of order around token " + token);
        }
        Stretch around = Stretch.of(range, bounds).get(0);
        checkBorders(reader, around, token);
        return around;
      }
    }
  }

  /** An index that is damaged may lead elsewhere: what the data says is looked at. */
  private static void checkBorders(SSTableReader reader, Stretch around, long token)
      throws IOException {
    try (RandomAccessReader data = reader.openDataReader()) {
      if (around.from() > 0 && tokenAt(reader, data, around.from()) >= token) {
        throw new IOException("its index leads beyond token " + token);
      }
      if (around.to() < reader.uncompressedLength()
          && tokenAt(reader, data, around.to()) <= token) {
        throw new IOException("its index does not lead as far as token " + token);
      }
    }
  }

  private static long tokenAt(SSTableReader reader, RandomAccessReader data, long position)
      throws IOException {
    data.seek(position);
    return PartitionLookup.token(reader.decorateKey(ByteBufferUtil.readWithShortLength(data)));
  }

  private static Range<Token> range(long startExclusive, long endInclusive) {
    return new Range<>(new LongToken(startExclusive), new LongToken(endInclusive));
  }

  /** Where the first partition after a token begins; the data's end when there is none. */
  private static long firstAfter(SSTableReader reader, Token token) throws IOException {
    if (token.getTokenValue().equals(Long.MAX_VALUE)) {
      return reader.uncompressedLength();
    }
    if (reader instanceof BigTableReader big) {
      return firstAfter(big, token);
    }
    TrieDepth.check(reader, token);
    long position = reader.getPosition(token.maxKeyBound(), SSTableReader.Operator.GT);
    return position < 0 ? reader.uncompressedLength() : position;
  }

  private static long firstAfter(BigTableReader reader, Token token) throws IOException {
    long place = Math.max(0, reader.getIndexSummary().getScanPosition(token.maxKeyBound()));
    try (RandomAccessReader index = reader.openIndexReader()) {
      index.seek(place);
      while (!index.isEOF()) {
        DecoratedKey key = reader.decorateKey(ByteBufferUtil.readWithShortLength(index));
        long position = index.readUnsignedVInt();
        int promoted = index.readUnsignedVInt32();
        if (key.getToken().compareTo(token) > 0) {
          return position;
        }
        index.skipBytesFully(promoted);
      }
    }
    return reader.uncompressedLength();
  }
}

package io.pointsman.sstable;

import java.io.IOException;
import java.util.List;
import org.apache.cassandra.db.DecoratedKey;
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
 * <p>Index and summary of the big format have no checksums, and Cassandra believes what they say
 * the first and the last key are: a bit that turned over in one could make rows be left out
 * silently. So a place is only looked up for a range's inner borders, by the index alone, and the
 * ring's ends are the file's ends. Two ranges that share a border then share its place, whatever is
 * damaged, and the scanner refuses a key that is not in its range.
 */
final class PartitionPlaces {
  private PartitionPlaces() {}

  /** The part of the uncompressed data to read, or an empty list. */
  static List<PartitionPositionBounds> of(SSTableReader reader, Range<Token> range)
      throws IOException {
    if (!(reader instanceof BigTableReader big)) {
      return reader.getPositionsForRanges(List.of(range));
    }
    long from = range.left.isMinimum() ? 0 : firstAfter(big, range.left);
    long to = firstAfter(big, range.right);
    return from < to ? List.of(new PartitionPositionBounds(from, to)) : List.of();
  }

  /** Where the first partition after a token begins; the data's end when there is none. */
  private static long firstAfter(BigTableReader reader, Token token) throws IOException {
    if (token.getTokenValue().equals(Long.MAX_VALUE)) {
      return reader.uncompressedLength();
    }
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

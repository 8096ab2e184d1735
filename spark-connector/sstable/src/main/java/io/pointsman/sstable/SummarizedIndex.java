package io.pointsman.sstable;

import java.io.IOException;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.PartitionPosition;
import org.apache.cassandra.io.sstable.format.big.BigTableReader;
import org.apache.cassandra.io.util.RandomAccessReader;
import org.apache.cassandra.utils.ByteBufferUtil;

/** The {@code Index.db} of the big format, entered by what its summary remembers of it. */
final class SummarizedIndex implements PrimaryIndex {
  private final BigTableReader reader;

  SummarizedIndex(BigTableReader reader) {
    this.reader = reader;
  }

  @Override
  public Entry firstAfter(PartitionPosition place) throws IOException {
    long from = Math.max(0, reader.getIndexSummary().getScanPosition(place));
    try (RandomAccessReader index = reader.openIndexReader()) {
      index.seek(from);
      while (!index.isEOF()) {
        DecoratedKey key = reader.decorateKey(ByteBufferUtil.readWithShortLength(index));
        long position = index.readUnsignedVInt();
        int rowsBytes = index.readUnsignedVInt32();
        if (key.compareTo(place) > 0) {
          long rows = rowsBytes > 0 ? index.getFilePointer() : -1;
          return new Entry(key, position, rows, rowsBytes);
        }
        index.skipBytesFully(rowsBytes);
      }
    }
    return null;
  }

  @Override
  public RowIndex rowsOf(Entry partition) throws IOException {
    return PromotedRowIndex.open(reader, partition);
  }

  @Override
  public long partitions() {
    return reader.estimatedKeys();
  }

  @Override
  public void close() {
    // The reader owns its files.
  }
}

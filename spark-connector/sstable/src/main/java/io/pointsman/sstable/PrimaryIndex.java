package io.pointsman.sstable;

import java.io.IOException;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.PartitionPosition;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.sstable.format.big.BigTableReader;

/**
 * The index of an SSTable's Cassandra partitions. It has no checksum: whoever goes by it looks at
 * the data too. Not safe for use by several threads.
 */
sealed interface PrimaryIndex extends AutoCloseable permits SummarizedIndex, TrieIndex {

  /**
   * One Cassandra partition.
   *
   * @param key its key; null where the index has none
   * @param position where it begins in the uncompressed data
   * @param rows where its row index begins; -1 when it has none
   * @param rowsBytes bytes of the row index, where that is known
   */
  record Entry(DecoratedKey key, long position, long rows, int rowsBytes) {}

  static PrimaryIndex of(SSTableReader reader) throws IOException {
    return reader instanceof BigTableReader big ? new SummarizedIndex(big) : TrieIndex.open(reader);
  }

  /** The first partition after a place among the keys, or null. */
  Entry firstAfter(PartitionPosition place) throws IOException;

  /** The row index of a partition that has one. */
  RowIndex rowsOf(Entry partition) throws IOException;

  /** How many partitions there are, about. */
  long partitions();

  @Override
  void close();
}

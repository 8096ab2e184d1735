package io.pointsman.sstable;

import java.io.IOException;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.PartitionPosition;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.sstable.format.bti.BtiFormat;
import org.apache.cassandra.io.sstable.format.bti.PartitionIndex;
import org.apache.cassandra.io.util.FileDataInput;
import org.apache.cassandra.io.util.FileHandle;
import org.apache.cassandra.io.util.RandomAccessReader;
import org.apache.cassandra.utils.ByteBufferUtil;

/**
 * The {@code Partitions.db} and {@code Rows.db} of the trie-indexed format. Cassandra's own reader
 * would read all of {@code Partitions.db} when it is opened without the Bloom filter; so it is not
 * told of the file, and pages are fetched here as they are walked through.
 */
final class TrieIndex implements PrimaryIndex {
  private final SSTableReader reader;
  private final FileHandle keysFile;
  private final FileHandle rowsFile;
  private final PartitionIndex keys;

  private TrieIndex(
      SSTableReader reader, FileHandle keysFile, FileHandle rowsFile, PartitionIndex keys) {
    this.reader = reader;
    this.keysFile = keysFile;
    this.rowsFile = rowsFile;
    this.keys = keys;
  }

  static TrieIndex open(SSTableReader reader) throws IOException {
    FileHandle keysFile = null;
    FileHandle rowsFile = null;
    try {
      keysFile =
          new FileHandle.Builder(reader.descriptor.fileFor(BtiFormat.Components.PARTITION_INDEX))
              .complete();
      rowsFile =
          new FileHandle.Builder(reader.descriptor.fileFor(BtiFormat.Components.ROW_INDEX))
              .complete();
      return new TrieIndex(reader, keysFile, rowsFile, PartitionIndex.load(keysFile, null, false));
    } catch (IOException | RuntimeException | Error e) {
      if (keysFile != null) {
        keysFile.close();
      }
      if (rowsFile != null) {
        rowsFile.close();
      }
      throw e;
    }
  }

  @Override
  public Entry firstAfter(PartitionPosition place) throws IOException {
    TrieDepth.check(keysFile, place);
    try (PartitionIndex.Reader walk = keys.openReader()) {
      return walk.ceiling(place, this::accepted);
    }
  }

  /**
   * The partition that the trie leads to.
   *
   * @param at where in {@code Rows.db} its row index is; without one, the complement of where it
   *     begins in the data
   * @param isAfter whether it is known to come after the place
   * @return null when it does not
   */
  private Entry accepted(long at, boolean isAfter, PartitionPosition place) throws IOException {
    if (at >= 0) {
      try (FileDataInput rows = rowsFile.createReader(at)) {
        DecoratedKey key = reader.decorateKey(ByteBufferUtil.readWithShortLength(rows));
        long content = rows.getFilePointer();
        return isAfter || key.compareTo(place) > 0
            ? new Entry(key, rows.readUnsignedVInt(), content, 0)
            : null;
      }
    }
    if (isAfter) {
      return new Entry(null, ~at, -1, 0);
    }
    try (RandomAccessReader data = reader.openDataReader()) {
      data.seek(~at);
      DecoratedKey key = reader.decorateKey(ByteBufferUtil.readWithShortLength(data));
      return key.compareTo(place) > 0 ? new Entry(key, ~at, -1, 0) : null;
    }
  }

  @Override
  public RowIndex rowsOf(Entry partition) throws IOException {
    return TrieRowIndex.open(reader, rowsFile, partition);
  }

  @Override
  public long partitions() {
    return keys.size();
  }

  @Override
  public void close() {
    keys.close();
    keysFile.close();
    rowsFile.close();
  }
}

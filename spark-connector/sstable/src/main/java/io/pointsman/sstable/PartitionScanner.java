package io.pointsman.sstable;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.filter.ColumnFilter;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.dht.Range;
import org.apache.cassandra.dht.Token;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.util.RandomAccessReader;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.ByteBufferUtil;

/**
 * The Cassandra partitions of one SSTable, read from its data file in order, without its index.
 * Cassandra's own scanner of that kind decodes all columns; this one those that are wanted, and
 * checks that the keys are where the index said.
 */
final class PartitionScanner implements UnfilteredPartitionIterator {
  private final OpenSSTable sstable;
  private final SSTableReader reader;
  private final RowDecoder decoder;
  private final Window window;
  private final Iterator<Stretch> stretches;
  private final RandomAccessReader data;
  private Stretch stretch;
  private DecoratedKey lastKey;
  private ScannedPartition current;

  /**
   * @param columns whose values are wanted, or null for all
   * @param window which rows, or null for all
   * @param stretches what to read, in order
   */
  PartitionScanner(
      OpenSSTable sstable, ColumnFilter columns, Window window, List<Stretch> stretches) {
    this.sstable = sstable;
    this.reader = sstable.reader();
    this.window = window == null || window.isWhole() ? null : window;
    this.stretches = stretches.iterator();
    this.data = reader.openDataReader();
    this.decoder = new RowDecoder(reader, columns, data);
  }

  @Override
  public TableMetadata metadata() {
    return reader.metadata();
  }

  @Override
  public boolean hasNext() {
    try {
      boolean leftEarly = false;
      if (current != null) {
        leftEarly = stretch.onePartition() && current.wasLeftEarly();
        if (!leftEarly) {
          current.skipRest();
        }
        current = null;
      }
      while (leftEarly || stretch == null || data.getFilePointer() >= stretch.to()) {
        if (!leftEarly) {
          checkBorder();
        }
        leftEarly = false;
        if (!stretches.hasNext()) {
          stretch = null;
          return false;
        }
        stretch = stretches.next();
        data.seek(stretch.from());
      }
      return true;
    } catch (IOException | RuntimeException | Error e) {
      throw new ReadFailure.Carried(sstable.failure(e));
    }
  }

  /** A partition ends where the index said, and the one after it is not ours. */
  private void checkBorder() throws IOException {
    if (stretch == null) {
      return;
    }
    long end = stretch.to();
    Range<Token> range = stretch.range();
    if (data.getFilePointer() > end) {
      throw new IOException(
          "a partition goes on to byte " + data.getFilePointer() + ", beyond " + end);
    }
    if (end < reader.uncompressedLength()) {
      DecoratedKey next = reader.decorateKey(ByteBufferUtil.readWithShortLength(data));
      if (range.contains(next.getToken())) {
        throw new IOException(
            "its index ends " + range + " before token " + next.getToken() + ", which is in it");
      }
    } else if (data.read() >= 0) {
      // Only a compressed file can: where its data ends stands in CompressionInfo.db.
      throw new IOException("its data goes on beyond byte " + end + ", where it is said to end");
    }
  }

  @Override
  public UnfilteredRowIterator next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      current = read();
      return window != null && window.isAbout(current.partitionKey())
          ? new PartitionExcerpt(current, window.slice(), stretch.entrance(), data)
          : current;
    } catch (IOException | RuntimeException | Error e) {
      throw new ReadFailure.Carried(sstable.failure(e));
    }
  }

  private ScannedPartition read() throws IOException {
    DecoratedKey key = reader.decorateKey(ByteBufferUtil.readWithShortLength(data));
    if (!stretch.range().contains(key.getToken())) {
      throw new IOException(
          "its index leads to token " + key.getToken() + ", which is not in " + stretch.range());
    }
    if (lastKey != null && lastKey.compareTo(key) >= 0) {
      throw new IOException("its keys are out of order: " + key + " comes after " + lastKey);
    }
    lastKey = key;
    sstable.countPartition();
    DeletionTime deletion = DeletionTime.getSerializer(reader.descriptor.version).deserialize(data);
    if (!deletion.validate()) {
      throw new IOException("the deletion of partition " + key + " is invalid: " + deletion);
    }
    return new ScannedPartition(sstable, key, deletion, decoder);
  }

  @Override
  public void close() {
    data.close();
  }
}

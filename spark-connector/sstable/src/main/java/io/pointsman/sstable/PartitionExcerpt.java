package io.pointsman.sstable;

import java.io.IOException;
import java.util.NoSuchElementException;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.ClusteringComparator;
import org.apache.cassandra.db.ClusteringPrefix;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.RegularAndStaticColumns;
import org.apache.cassandra.db.Slice;
import org.apache.cassandra.db.rows.EncodingStats;
import org.apache.cassandra.db.rows.RangeTombstoneBoundMarker;
import org.apache.cassandra.db.rows.RangeTombstoneMarker;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.io.util.RandomAccessReader;
import org.apache.cassandra.schema.TableMetadata;

/**
 * Some rows of one Cassandra partition of one SSTable, one after the other. Range deletions that
 * reach over the borders are cut at them; the partition's deletion and its static row are whole.
 */
final class PartitionExcerpt implements PartitionVersion {
  private final ScannedPartition partition;
  private final ClusteringComparator order;
  private final Slice slice;
  private final Entrance entrance;
  private final RandomAccessReader data;
  private DeletionTime open;
  private boolean begun;
  private boolean ended;

  /** What was read and comes after the beginning; null when it is to be read yet. */
  private Unfiltered held;

  private Unfiltered next;

  /** A row comes next that the partition has not decoded yet. */
  private boolean isNextUndecoded;

  private long covers = Long.MIN_VALUE;

  /**
   * @param partition of which nothing after its static row was read
   * @param entrance where it is entered, or null for its first row
   * @param data the file that {@code partition} reads
   */
  PartitionExcerpt(
      ScannedPartition partition, Slice slice, Entrance entrance, RandomAccessReader data) {
    this.partition = partition;
    this.order = partition.metadata().comparator;
    this.slice = slice;
    this.entrance = entrance;
    this.data = data;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = read();
      } catch (IOException e) {
        throw partition.failure(e);
      }
      ended = ended || next == null;
    }
    return next != null;
  }

  @Override
  public Unfiltered next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Unfiltered result = next;
    next = null;
    return result;
  }

  @Override
  public ClusteringPrefix<?> peek() {
    if (next == null && !ended && begun && held == null && open == null) {
      ClusteringPrefix<?> place = partition.peek();
      isNextUndecoded = place instanceof Clustering && order.compare(place, slice.end()) < 0;
      if (isNextUndecoded) {
        return place;
      }
    }
    return hasNext() ? next.clustering() : null;
  }

  @Override
  public Row take() {
    boolean isUndecoded = isNextUndecoded;
    isNextUndecoded = false;
    Row row = isUndecoded ? partition.take() : (Row) next();
    covers = isUndecoded ? partition.covers() : Long.MIN_VALUE;
    return row;
  }

  @Override
  public void skip() {
    if (isNextUndecoded) {
      isNextUndecoded = false;
      partition.skip();
    } else {
      next = null;
    }
  }

  @Override
  public long covers() {
    return covers;
  }

  @Override
  public long newestWrite() {
    return partition.newestWrite();
  }

  private Unfiltered read() throws IOException {
    if (!begun) {
      begun = true;
      if (entrance != null) {
        enter();
      }
      passOver();
      if (open != null) {
        return new RangeTombstoneBoundMarker(slice.start(), open);
      }
    }
    Unfiltered read = held != null ? held : partition.hasNext() ? partition.next() : null;
    held = null;
    if (read != null && order.compare(read.clustering(), slice.end()) < 0) {
      note(read);
      return read;
    }
    if (read == null && open != null) {
      throw new IOException("a range deletion does not end in the partition: " + open);
    }
    if (read != null) {
      partition.leave();
    }
    ended = true;
    return open == null ? null : new RangeTombstoneBoundMarker(slice.end(), open);
  }

  /** Reads the block before the first that is wanted, and sees that it leads there. */
  private void enter() throws IOException {
    data.seek(entrance.lead());
    open = entrance.leadOpen();
    while (data.getFilePointer() < entrance.block()) {
      Unfiltered before = partition.one();
      if (before == null) {
        throw new IOException("its row index leads beyond the end of a partition");
      }
      if (order.compare(before.clustering(), slice.start()) > 0) {
        throw new IOException(
            "its row index leads beyond " + slice.start().toString(partition.metadata()));
      }
      note(before);
    }
    DeletionTime said = entrance.blockOpen();
    if (data.getFilePointer() != entrance.block()
        || !(open == null ? said == null : open.equals(said))) {
      throw new IOException(
          "its row index says that a block begins at byte %d with %s, and it is at %d with %s"
              .formatted(entrance.block(), said, data.getFilePointer(), open));
    }
  }

  /** To the first row that is wanted. */
  private void passOver() throws IOException {
    while (partition.hasNext()) {
      Unfiltered before = partition.next();
      if (order.compare(before.clustering(), slice.start()) > 0) {
        held = before;
        return;
      }
      note(before);
    }
  }

  private void note(Unfiltered read) throws IOException {
    if (read instanceof RangeTombstoneMarker marker) {
      DeletionTime closed = marker.isClose(false) ? marker.closeDeletionTime(false) : null;
      // What was open at the entrance is the index's word.
      if (entrance != null && !(open == null ? closed == null : open.equals(closed))) {
        throw new IOException(
            "a range deletion ends that is %s, and the one that is open is %s"
                .formatted(closed, open));
      }
      open = marker.isOpen(false) ? marker.openDeletionTime(false) : null;
    }
  }

  @Override
  public TableMetadata metadata() {
    return partition.metadata();
  }

  @Override
  public RegularAndStaticColumns columns() {
    return partition.columns();
  }

  @Override
  public boolean isReverseOrder() {
    return false;
  }

  @Override
  public DecoratedKey partitionKey() {
    return partition.partitionKey();
  }

  @Override
  public DeletionTime partitionLevelDeletion() {
    return partition.partitionLevelDeletion();
  }

  @Override
  public Row staticRow() {
    return partition.staticRow();
  }

  @Override
  public EncodingStats stats() {
    return partition.stats();
  }

  @Override
  public void close() {
    partition.close();
  }
}

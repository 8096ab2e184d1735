package io.pointsman.sstable;

import java.io.IOException;
import java.util.NoSuchElementException;
import org.apache.cassandra.db.Clusterable;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.ClusteringPrefix;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.RegularAndStaticColumns;
import org.apache.cassandra.db.rows.EncodingStats;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.schema.TableMetadata;

/** One Cassandra partition of one SSTable, as it comes off its data file. */
final class ScannedPartition implements PartitionVersion {
  private final OpenSSTable sstable;
  private final DecoratedKey key;
  private final DeletionTime deletion;
  private final RowDecoder rows;
  private final Row staticRow;
  private final CellBounds bounds;

  /** The place of a row that comes next and was not decoded, or null. */
  private Clustering<?> head;

  private Unfiltered next;
  private long covers = Long.MIN_VALUE;
  private boolean atEnd;
  private boolean leftEarly;

  ScannedPartition(OpenSSTable sstable, DecoratedKey key, DeletionTime deletion, RowDecoder rows)
      throws IOException {
    this.sstable = sstable;
    this.key = key;
    this.deletion = deletion;
    this.rows = rows;
    this.staticRow = rows.staticRow();
    this.bounds = sstable.bounds();
    if (bounds != null) {
      bounds.check(deletion);
      bounds.check(staticRow);
    }
  }

  @Override
  public boolean hasNext() {
    if (next != null || atEnd) {
      return !atEnd;
    }
    try {
      if (head != null) {
        head = null;
        next = rows.body();
      }
      if (next == null || next.isEmpty()) {
        next = rows.next();
      }
      atEnd = next == null;
      return !atEnd;
    } catch (IOException | RuntimeException | Error e) {
      throw new ReadFailure.Carried(sstable.failure(e));
    }
  }

  @Override
  public Unfiltered next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      Unfiltered found = next;
      next = null;
      if (bounds != null) {
        bounds.check(found);
      }
      return found;
    } catch (IOException | RuntimeException | Error e) {
      throw new ReadFailure.Carried(sstable.failure(e));
    }
  }

  @Override
  public ClusteringPrefix<?> peek() {
    if (head == null && next == null && !atEnd) {
      try {
        Clusterable<?> found = rows.look();
        if (found instanceof Clustering<?> place) {
          head = place;
        } else {
          next = (Unfiltered) found;
          atEnd = next == null;
        }
      } catch (IOException | RuntimeException | Error e) {
        throw new ReadFailure.Carried(sstable.failure(e));
      }
    }
    return head != null ? head : next == null ? null : next.clustering();
  }

  @Override
  public Row take() {
    covers = Long.MIN_VALUE;
    if (head == null) {
      return (Row) next();
    }
    try {
      head = null;
      Row row = rows.body();
      if (bounds != null) {
        bounds.check(row);
      }
      covers = rows.covers();
      return row.isEmpty() ? null : row;
    } catch (IOException | RuntimeException | Error e) {
      throw new ReadFailure.Carried(sstable.failure(e));
    }
  }

  @Override
  public void skip() {
    if (head == null) {
      next = null;
      return;
    }
    try {
      head = null;
      rows.skipBody();
    } catch (RuntimeException | Error e) {
      throw new ReadFailure.Carried(sstable.failure(e));
    }
  }

  @Override
  public long covers() {
    return covers;
  }

  @Override
  public long newestWrite() {
    return bounds == null ? sstable.reader().getMaxTimestamp() : Long.MAX_VALUE;
  }

  /**
   * What comes next in the file, also a row without anything; null at the partition's end. For
   * whoever has to know where it stands then, and has not asked {@link #hasNext} before.
   */
  Unfiltered one() throws IOException {
    Unfiltered found = rows.one();
    if (bounds != null && found != null) {
      bounds.check(found);
    }
    return found;
  }

  /** Whether it was closed before all of it was read. */
  boolean wasLeftEarly() {
    return leftEarly;
  }

  /** Says that no more of it is wanted. */
  void leave() {
    leftEarly = true;
  }

  /** What a failure while reading it means. */
  RuntimeException failure(IOException failure) {
    return new ReadFailure.Carried(sstable.failure(failure));
  }

  /** Goes to where the next partition begins. */
  void skipRest() {
    while (hasNext()) {
      next();
    }
  }

  @Override
  public TableMetadata metadata() {
    return sstable.reader().metadata();
  }

  @Override
  public RegularAndStaticColumns columns() {
    return metadata().regularAndStaticColumns();
  }

  @Override
  public boolean isReverseOrder() {
    return false;
  }

  @Override
  public DecoratedKey partitionKey() {
    return key;
  }

  @Override
  public DeletionTime partitionLevelDeletion() {
    return deletion;
  }

  @Override
  public Row staticRow() {
    return staticRow;
  }

  @Override
  public EncodingStats stats() {
    return sstable.reader().stats();
  }

  @Override
  public void close() {
    // The scanner owns the file, and goes on with it.
    leftEarly = leftEarly || !atEnd;
  }
}

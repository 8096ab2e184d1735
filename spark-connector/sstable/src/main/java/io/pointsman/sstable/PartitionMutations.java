package io.pointsman.sstable;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.cassandra.db.ClusteringBound;
import org.apache.cassandra.db.ClusteringPrefix;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.ColumnData;
import org.apache.cassandra.db.rows.ComplexColumnData;
import org.apache.cassandra.db.rows.RangeTombstoneMarker;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.dht.Murmur3Partitioner.LongToken;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.ByteBufferUtil;
import org.apache.cassandra.utils.bytecomparable.ByteComparable;
import org.apache.cassandra.utils.bytecomparable.ByteSourceInverse;

/** Takes one Cassandra partition apart. */
final class PartitionMutations {
  private static final byte[] NO_POSITION = new byte[0];

  private final TableMetadata table;
  private final long token;
  private final byte[] key;
  private final Consumer<Mutation> out;
  private byte[] openPosition;
  private DeletionTime openDeletion;

  PartitionMutations(UnfilteredRowIterator partition, Consumer<Mutation> out) {
    this.table = partition.metadata();
    this.token = ((LongToken) partition.partitionKey().getToken()).getLongValue();
    this.key = ByteBufferUtil.getArray(partition.partitionKey().getKey());
    this.out = out;
    if (!partition.partitionLevelDeletion().isLive()) {
      deletion(
          Mutation.Kind.PARTITION_DELETION,
          NO_POSITION,
          null,
          null,
          null,
          partition.partitionLevelDeletion());
    }
    if (!partition.staticRow().isEmpty()) {
      row(partition.staticRow(), NO_POSITION, null);
    }
  }

  void add(Unfiltered unfiltered) {
    if (unfiltered instanceof Row row) {
      row(row, position(row.clustering()), clustering(row));
    } else {
      marker((RangeTombstoneMarker) unfiltered);
    }
  }

  /** The partition is over; a range tombstone that is still open would be a fault of the file. */
  void end() {
    if (openDeletion != null) {
      throw new IllegalStateException("a range tombstone is not closed");
    }
  }

  private void marker(RangeTombstoneMarker marker) {
    if (marker.isClose(false)) {
      if (openDeletion == null) {
        throw new IllegalStateException("a range tombstone is closed that was not opened");
      }
      ClusteringBound<?> bound = marker.closeBound(false);
      deletion(
          Mutation.Kind.RANGE_DELETION, openPosition, position(bound), null, null, openDeletion);
      openDeletion = null;
    }
    if (marker.isOpen(false)) {
      openPosition = position(marker.openBound(false));
      openDeletion = marker.openDeletionTime(false);
    }
  }

  private void row(Row row, byte[] position, byte[][] clustering) {
    if (!row.deletion().isLive()) {
      deletion(Mutation.Kind.ROW_DELETION, position, null, clustering, null, row.deletion().time());
    }
    LivenessInfo marker = row.primaryKeyLivenessInfo();
    if (!marker.isEmpty()) {
      out.accept(
          new Mutation(
              Mutation.Kind.ROW_MARKER,
              token,
              key,
              position,
              null,
              clustering,
              null,
              null,
              null,
              marker.timestamp(),
              marker.isExpiring() ? marker.localExpirationTime() : Long.MAX_VALUE,
              marker.ttl()));
    }
    for (ColumnData data : row) {
      if (data instanceof ComplexColumnData complex) {
        complex(complex, position, clustering);
      } else {
        cell((Cell<?>) data, position, clustering);
      }
    }
  }

  private void complex(ComplexColumnData complex, byte[] position, byte[][] clustering) {
    if (!complex.complexDeletion().isLive()) {
      deletion(
          Mutation.Kind.COLUMN_DELETION,
          position,
          null,
          clustering,
          complex.column().name.toString(),
          complex.complexDeletion());
    }
    for (Cell<?> cell : complex) {
      cell(cell, position, clustering);
    }
  }

  private void cell(Cell<?> cell, byte[] position, byte[][] clustering) {
    out.accept(
        new Mutation(
            Mutation.Kind.CELL,
            token,
            key,
            position,
            null,
            clustering,
            cell.column().name.toString(),
            cell.path() == null ? null : ByteBufferUtil.getArray(cell.path().get(0)),
            cell.isTombstone() ? null : ByteBufferUtil.getArray(cell.buffer()),
            cell.timestamp(),
            cell.localDeletionTime(),
            cell.ttl()));
  }

  private void deletion(
      Mutation.Kind kind,
      byte[] position,
      byte[] end,
      byte[][] clustering,
      String column,
      DeletionTime time) {
    out.accept(
        new Mutation(
            kind,
            token,
            key,
            position,
            end,
            clustering,
            column,
            null,
            null,
            time.markedForDeleteAt(),
            time.localDeletionTime(),
            0));
  }

  private byte[] position(ClusteringPrefix<?> prefix) {
    return ByteSourceInverse.readBytes(
        table.comparator.asByteComparable(prefix).asComparableBytes(ByteComparable.Version.OSS50));
  }

  private static byte[][] clustering(Row row) {
    byte[][] values = new byte[row.clustering().size()][];
    for (int i = 0; i < values.length; i++) {
      ByteBuffer value = row.clustering().bufferAt(i);
      values[i] = value == null ? null : ByteBufferUtil.getArray(value);
    }
    return values;
  }
}

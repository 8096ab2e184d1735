package io.pointsman.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.cassandra.db.context.CounterContext;
import org.apache.cassandra.db.marshal.ByteBufferAccessor;
import org.apache.cassandra.db.marshal.CollectionType;
import org.apache.cassandra.db.marshal.UserType;
import org.apache.cassandra.db.partitions.PartitionIterator;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.ComplexColumnData;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.RowIterator;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.transport.ProtocolVersion;

/** Rows after merge and filter, one at a time. */
final class MergedRows implements RowCursor {
  private final ColumnMetadata[] columns;
  private final PartitionIterator partitions;
  private final OpenSSTables sstables;
  private final List<UnfilteredPartitionIterator> scanners;
  private RowIterator partition;
  private ByteBuffer[] partitionKey;
  private Row row;
  private boolean closed;

  /**
   * @param scanners what {@code partitions} merges
   */
  MergedRows(
      List<ColumnMetadata> columns,
      PartitionIterator partitions,
      OpenSSTables sstables,
      List<UnfilteredPartitionIterator> scanners) {
    this.columns = columns.toArray(ColumnMetadata[]::new);
    this.partitions = partitions;
    this.sstables = sstables;
    this.scanners = scanners;
  }

  @Override
  public boolean next() throws IOException {
    try {
      while (true) {
        if (partition != null && partition.hasNext()) {
          row = partition.next();
          return true;
        }
        if (partition != null) {
          partition.close();
          partition = null;
        }
        if (!partitions.hasNext()) {
          return false;
        }
        partition = partitions.next();
        partitionKey = PartitionKeys.split(sstables.table(), partition.partitionKey().getKey());
        if (!partition.hasNext()) {
          // A partition that is not empty and has no row has static values.
          row = null;
          return true;
        }
      }
    } catch (ReadFailure.Carried e) {
      throw e.failure();
    } catch (RuntimeException | AssertionError e) {
      throw ReadFailure.whileMerging(e, sstables.mount());
    }
  }

  @Override
  public ByteBuffer value(int column) {
    ColumnMetadata metadata = columns[column];
    return switch (metadata.kind) {
      case PARTITION_KEY -> partitionKey[metadata.position()];
      case CLUSTERING -> row == null ? null : row.clustering().bufferAt(metadata.position());
      case STATIC -> value(partition.staticRow(), metadata);
      case REGULAR -> row == null ? null : value(row, metadata);
    };
  }

  private static ByteBuffer value(Row row, ColumnMetadata column) {
    if (column.isComplex()) {
      ComplexColumnData cells = row.getComplexColumnData(column);
      return cells == null ? null : serialized(column, cells);
    }
    Cell<?> cell = row.getCell(column);
    if (cell == null) {
      return null;
    }
    ByteBuffer value = cell.buffer();
    if (column.type.isCounter()) {
      long total = CounterContext.instance().total(value, ByteBufferAccessor.instance);
      return ByteBuffer.allocate(Long.BYTES).putLong(0, total);
    }
    return value;
  }

  private static ByteBuffer serialized(ColumnMetadata column, ComplexColumnData cells) {
    return column.type instanceof UserType user
        ? user.serializeForNativeProtocol(cells.iterator(), ProtocolVersion.V5)
        : ((CollectionType<?>) column.type).serializeForNativeProtocol(cells.iterator());
  }

  @Override
  public long bytesRead() {
    return sstables.mount().bytesRead();
  }

  @Override
  public long requests() {
    return sstables.mount().requests();
  }

  @Override
  public long partitionsNotOwned() {
    return sstables.leftOut();
  }

  @Override
  public List<String> notes() {
    return sstables.notes();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      // The merge would read its partitions to their ends first; the files are what must be closed.
      scanners.forEach(UnfilteredPartitionIterator::close);
      sstables.close();
    }
  }
}

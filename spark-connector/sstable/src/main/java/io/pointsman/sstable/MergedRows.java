package io.pointsman.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.cassandra.db.Slice;
import org.apache.cassandra.db.context.CounterContext;
import org.apache.cassandra.db.marshal.ByteBufferAccessor;
import org.apache.cassandra.db.marshal.CollectionType;
import org.apache.cassandra.db.marshal.UserType;
import org.apache.cassandra.db.partitions.PartitionIterator;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.ColumnData;
import org.apache.cassandra.db.rows.ComplexColumnData;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.RowIterator;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.transport.ProtocolVersion;
import org.apache.cassandra.utils.ByteBufferUtil;

/** Rows after merge and filter, one at a time. */
final class MergedRows implements RowCursor {
  private final ColumnMetadata[] columns;
  private final WantedRows wanted;
  private final PartitionIterator partitions;
  private final MergeWitness witness;
  private final OpenSSTables sstables;
  private final List<UnfilteredPartitionIterator> scanners;
  private RowIterator partition;

  /** Which of its rows are wanted, or null for all. */
  private Slice slice;

  private final RowCells regularCells;
  private final RowCells staticCells;
  private ByteBuffer[] partitionKey;
  private Row row;
  private boolean closed;

  /**
   * @param wanted which rows of each partition
   * @param witness of the merge, or null
   * @param scanners what {@code partitions} merges
   */
  MergedRows(
      List<ColumnMetadata> columns,
      WantedRows wanted,
      PartitionIterator partitions,
      MergeWitness witness,
      OpenSSTables sstables,
      List<UnfilteredPartitionIterator> scanners) {
    this.columns = columns.toArray(ColumnMetadata[]::new);
    this.regularCells = new RowCells(columns, ColumnMetadata.Kind.REGULAR);
    this.staticCells = new RowCells(columns, ColumnMetadata.Kind.STATIC);
    this.wanted = wanted;
    this.partitions = partitions;
    this.witness = witness;
    this.sstables = sstables;
    this.scanners = scanners;
  }

  @Override
  public boolean next() throws IOException {
    try {
      while (true) {
        if (partition != null && nextInSlice()) {
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
        slice = wanted.of(partition.partitionKey());
        partitionKey = PartitionKeys.split(sstables.table(), partition.partitionKey().getKey());
        staticCells.look(partition.staticRow());
        if (!partition.hasNext() && wanted.hasStaticOnly(partition.partitionKey())) {
          // A partition that is not empty and has no row has static values.
          stand(null);
          return true;
        }
      }
    } catch (ReadFailure.Carried e) {
      throw e.failure();
    } catch (RuntimeException | AssertionError e) {
      throw ReadFailure.whileMerging(e, sstables.mount());
    }
  }

  /** Moves to the next row of the partition that is wanted. */
  private boolean nextInSlice() {
    while (partition.hasNext()) {
      Row next = partition.next();
      int side =
          slice == null
              ? 0
              : ClusteringSlice.side(sstables.table().comparator, slice, next.clustering());
      if (side == 0) {
        stand(next);
        return true;
      }
      if (side > 0) {
        return false;
      }
    }
    return false;
  }

  private void stand(Row next) {
    row = next;
    regularCells.look(next);
  }

  @Override
  public long token() {
    return PartitionLookup.token(partition.partitionKey());
  }

  @Override
  public CellOrigin[] origins(int column) {
    ColumnMetadata metadata = columns[column];
    ColumnData data = data(column);
    if (data == null) {
      return null;
    }
    if (data instanceof Cell<?> cell) {
      return new CellOrigin[] {origin(cell)};
    }
    ComplexColumnData cells = (ComplexColumnData) data;
    List<CellOrigin> origins = new ArrayList<>();
    for (Cell<?> cell : cells) {
      if (metadata.type instanceof UserType) {
        // A field without a value has no cell, and keeps its place.
        int field = ByteBufferUtil.toShort(cell.path().get(0));
        while (origins.size() < field) {
          origins.add(null);
        }
      }
      origins.add(origin(cell));
    }
    while (metadata.type instanceof UserType user && origins.size() < user.size()) {
      origins.add(null);
    }
    return origins.toArray(CellOrigin[]::new);
  }

  private CellOrigin origin(Cell<?> cell) {
    int source = witness == null || scanners.size() == 1 ? 0 : witness.sourceOf(cell);
    return new CellOrigin(
        cell.timestamp(),
        cell.isExpiring() ? cell.localDeletionTime() : CellOrigin.NEVER,
        sstables.all().get(source).name());
  }

  @Override
  public List<String> versions() {
    if (witness == null || scanners.size() == 1) {
      return List.of(sstables.all().get(0).name());
    }
    Row[] versions = witness.versions(row == null);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < versions.length; i++) {
      if (versions[i] != null && !versions[i].isEmpty()) {
        names.add(sstables.all().get(i).name());
      }
    }
    return names;
  }

  @Override
  public int sstablesOpened() {
    return scanners.size();
  }

  @Override
  public long partitionsRead() {
    return sstables.partitionsRead();
  }

  @Override
  public ByteBuffer value(int column) {
    ColumnMetadata metadata = columns[column];
    return switch (metadata.kind) {
      case PARTITION_KEY -> partitionKey[metadata.position()];
      case CLUSTERING -> row == null ? null : row.clustering().bufferAt(metadata.position());
      case STATIC, REGULAR -> value(metadata, data(column));
    };
  }

  @Override
  public byte[] bytes(int column) {
    ColumnMetadata metadata = columns[column];
    if (metadata.isClusteringColumn() && row != null) {
      Object raw = row.clustering().get(metadata.position());
      if (raw instanceof byte[] value) {
        return value;
      }
    } else if (data(column) instanceof Cell<?> cell
        && cell.value() instanceof byte[] value
        && !metadata.type.isCounter()) {
      return value;
    }
    ByteBuffer value = value(column);
    if (value == null) {
      return null;
    }
    boolean isWhole =
        value.hasArray() && value.arrayOffset() == 0 && value.remaining() == value.array().length;
    return isWhole ? value.array() : ByteBufferUtil.getArray(value);
  }

  private ColumnData data(int column) {
    return switch (columns[column].kind) {
      case PARTITION_KEY, CLUSTERING -> null;
      case STATIC -> staticCells.of(column);
      case REGULAR -> regularCells.of(column);
    };
  }

  private static ByteBuffer value(ColumnMetadata column, ColumnData data) {
    if (data == null) {
      return null;
    }
    if (data instanceof ComplexColumnData cells) {
      return serialized(column, cells);
    }
    ByteBuffer value = ((Cell<?>) data).buffer();
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
  public long waitedNanos() {
    return sstables.mount().waitedNanos();
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

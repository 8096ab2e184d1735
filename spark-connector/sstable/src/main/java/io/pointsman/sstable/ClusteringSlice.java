package io.pointsman.sstable;

import io.pointsman.sstable.RowSelection.Bound;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.cassandra.db.BufferClusteringBound;
import org.apache.cassandra.db.ClusteringBound;
import org.apache.cassandra.db.ClusteringComparator;
import org.apache.cassandra.db.Slice;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;

/** The wanted rows of a Cassandra partition, as a stretch of its clustering order. */
final class ClusteringSlice {
  private ClusteringSlice() {}

  /**
   * @throws IllegalArgumentException when it is about more columns than the table clusters by
   */
  static Slice of(TableMetadata table, RowSelection.Clustering wanted) {
    List<ColumnMetadata> columns = table.clusteringColumns();
    boolean bounded = wanted.lower() != null || wanted.upper() != null;
    if (wanted.equal().size() + (bounded ? 1 : 0) > columns.size()) {
      throw new IllegalArgumentException(
          "Table " + table + " has only " + columns.size() + " clustering columns");
    }
    boolean reversed = bounded && columns.get(wanted.equal().size()).type.isReversed();
    Bound first = reversed ? wanted.upper() : wanted.lower();
    Bound last = reversed ? wanted.lower() : wanted.upper();
    return Slice.make(bound(wanted, first, true), bound(wanted, last, false));
  }

  private static ClusteringBound<?> bound(
      RowSelection.Clustering wanted, Bound bound, boolean isStart) {
    List<ByteBuffer> values = new ArrayList<>();
    wanted.equal().forEach(value -> values.add(ByteBuffer.wrap(value)));
    if (bound != null) {
      values.add(ByteBuffer.wrap(bound.value()));
    }
    return BufferClusteringBound.create(
        ClusteringBound.boundKind(isStart, bound == null || bound.inclusive()),
        values.toArray(ByteBuffer[]::new));
  }

  /** The rows of a part of a partition. */
  static Slice of(PartitionCut cut) {
    // An inclusive beginning and an exclusive end lie before all rows with these first values.
    return Slice.make(bound(cut.from(), true, true), bound(cut.to(), false, cut.to().isEmpty()));
  }

  private static ClusteringBound<?> bound(
      List<byte[]> values, boolean isStart, boolean isInclusive) {
    return BufferClusteringBound.create(
        ClusteringBound.boundKind(isStart, isInclusive),
        values.stream().map(ByteBuffer::wrap).toArray(ByteBuffer[]::new));
  }

  /** What two have in common, which may be empty; null stands for everything. */
  static Slice common(ClusteringComparator order, Slice one, Slice other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Slice.make(
        order.compare(one.start(), other.start()) > 0 ? one.start() : other.start(),
        order.compare(one.end(), other.end()) < 0 ? one.end() : other.end());
  }

  /** Where a row lies: before the slice, in it, or after it. */
  static int side(
      ClusteringComparator order, Slice slice, org.apache.cassandra.db.Clustering<?> row) {
    if (order.compare(row, slice.start()) < 0) {
      return -1;
    }
    return order.compare(row, slice.end()) > 0 ? 1 : 0;
  }
}

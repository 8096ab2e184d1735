package io.pointsman.sstable;

import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.Slice;
import org.apache.cassandra.schema.TableMetadata;

/**
 * Which rows of a Cassandra partition a scan wants.
 *
 * @param slice of every partition, or null for all rows
 * @param cutKey the partition that is cut, or null
 * @param cutSlice which of its rows
 * @param isFirstCut whether they are its first ones
 */
record WantedRows(Slice slice, DecoratedKey cutKey, Slice cutSlice, boolean isFirstCut) {

  static WantedRows of(TableMetadata table, RowSelection selection, DecoratedKey cutKey) {
    Slice slice =
        selection.clustering() == null ? null : ClusteringSlice.of(table, selection.clustering());
    return cutKey == null
        ? new WantedRows(slice, null, null, false)
        : new WantedRows(
            slice,
            cutKey,
            ClusteringSlice.common(table.comparator, slice, ClusteringSlice.of(selection.cut())),
            selection.cut().isFirst());
  }

  /** Those of one partition, or null for all. */
  Slice of(DecoratedKey key) {
    return key.equals(cutKey) ? cutSlice : slice;
  }

  /**
   * Whether a partition without rows is one row, by its static values. Where rows are asked for by
   * their clustering that is none of them; and of a partition that is cut it is its first part's.
   */
  boolean hasStaticOnly(DecoratedKey key) {
    return slice == null && (!key.equals(cutKey) || isFirstCut);
  }

  /** No row at all. */
  boolean isEmpty(TableMetadata table) {
    return cutKey != null && cutSlice.isEmpty(table.comparator);
  }

  /**
   * Of what an SSTable is read for, or null for everything.
   *
   * @param isLookUp whether single partitions are looked up, of which any may be passed over early
   */
  Window window(boolean isLookUp) {
    if (cutKey != null) {
      return Window.of(cutKey, cutSlice, isFirstCut && slice == null);
    }
    return slice != null && isLookUp ? Window.of(slice) : null;
  }
}

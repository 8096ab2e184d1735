package io.pointsman.sstable;

import java.util.List;
import java.util.Objects;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterators;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.ColumnData;
import org.apache.cassandra.db.rows.ComplexColumnData;
import org.apache.cassandra.db.rows.RangeTombstoneMarker;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.db.rows.UnfilteredRowIterators;

/** Remembers of which SSTables' rows the last row was merged. */
final class MergeWitness
    implements UnfilteredPartitionIterators.MergeListener, UnfilteredRowIterators.MergeListener {
  private Row[] versions = new Row[0];
  private Row[] staticVersions = new Row[0];

  @Override
  public UnfilteredRowIterators.MergeListener getRowMergeListener(
      DecoratedKey partitionKey, List<UnfilteredRowIterator> partitions) {
    versions = new Row[0];
    staticVersions = new Row[0];
    return this;
  }

  @Override
  public void onMergedRows(Row merged, Row[] sources) {
    if (merged.isStatic()) {
      staticVersions = sources.clone();
    } else {
      versions = sources.clone();
    }
  }

  /** The sources, by their places among the scanners; null where one has no such row. */
  Row[] versions(boolean ofStaticRow) {
    return ofStaticRow ? staticVersions : versions;
  }

  /** The place of the source that a merged cell came from; of equals, the first. */
  int sourceOf(Cell<?> cell) {
    Row[] sources = versions(cell.column().isStatic());
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != null && holds(sources[i], cell)) {
        return i;
      }
    }
    throw new IllegalStateException("no SSTable holds the merged cell " + cell);
  }

  private static boolean holds(Row row, Cell<?> cell) {
    ColumnData data = row.getColumnData(cell.column());
    Cell<?> candidate =
        data instanceof ComplexColumnData complex ? complex.getCell(cell.path()) : (Cell<?>) data;
    return candidate != null
        && candidate.timestamp() == cell.timestamp()
        && candidate.ttl() == cell.ttl()
        && candidate.localDeletionTime() == cell.localDeletionTime()
        && Objects.equals(candidate.buffer(), cell.buffer());
  }

  @Override
  public void onMergedPartitionLevelDeletion(DeletionTime merged, DeletionTime[] sources) {
    // Deletions have no rows.
  }

  @Override
  public void onMergedRangeTombstoneMarkers(
      RangeTombstoneMarker merged, RangeTombstoneMarker[] sources) {
    // Nor have ranges of them.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}

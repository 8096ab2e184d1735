package io.pointsman.sstable;

import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.filter.ColumnFilter;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.DeserializationHelper;
import org.apache.cassandra.io.sstable.format.SSTableReader;

/**
 * Skips the values of columns that are not wanted, but none of their cells, since any cell may be
 * what keeps its row alive. Cassandra leaves out a cell that is older than its row's marker, which
 * it takes for proof enough; but a marker with a TTL expires, and so may one of another SSTable
 * that takes its place.
 */
final class EveryCell extends DeserializationHelper {
  /**
   * @param columns whose values are wanted, or null for all
   */
  EveryCell(SSTableReader reader, ColumnFilter columns) {
    super(
        reader.metadata(),
        reader.descriptor.version.correspondingMessagingVersion(),
        Flag.LOCAL,
        columns);
  }

  @Override
  public boolean includes(Cell<?> cell, LivenessInfo rowMarker) {
    return true;
  }
}

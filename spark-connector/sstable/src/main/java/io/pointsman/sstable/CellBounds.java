package io.pointsman.sstable;

import java.io.IOException;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.ColumnData;
import org.apache.cassandra.db.rows.ComplexColumnData;
import org.apache.cassandra.db.rows.EncodingStats;
import org.apache.cassandra.db.rows.RangeTombstoneMarker;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.io.sstable.SSTable;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.sstable.metadata.StatsMetadata;

/**
 * The times that an SSTable of Cassandra 3 says its cells have. Data files hold times as what they
 * are above bases that stand in {@code Statistics.db}, which had no checksum then: a bit that
 * turned over in a base would make all writes of the SSTable earlier or later than those of the
 * others, or bring back what has expired. The file's minima and maxima stand elsewhere in it, and
 * are exact: shifted times do not fit them.
 *
 * <p>Of deletion times, which cells have that expire or are deleted, the maximum says nothing where
 * any cell lives for ever. Later ones are seen by two things else: a base is not later than the
 * minimum, which it is in a flushed SSTable; and the histogram of deletion times, as long as it has
 * room for each of them (Cassandra's {@code MetadataCollector}: a hundred, rounded up).
 */
final class CellBounds {
  private final StatsMetadata statistics;
  private final long latestDeletion;

  private CellBounds(StatsMetadata statistics) {
    this.statistics = statistics;
    long[] latest = {Long.MIN_VALUE};
    statistics.estimatedTombstoneDropTime.forEach(
        (time, count) -> latest[0] = Math.max(latest[0], time));
    this.latestDeletion =
        statistics.estimatedTombstoneDropTime.size() < SSTable.TOMBSTONE_HISTOGRAM_BIN_SIZE
            ? latest[0]
            : statistics.maxLocalDeletionTime;
  }

  /**
   * Of an SSTable, or null when its statistics have checksums.
   *
   * @throws IOException when its bases do not fit its minima
   */
  static CellBounds of(SSTableReader reader) throws IOException {
    if (reader.descriptor.version.hasMetadataChecksum()) {
      return null;
    }
    CellBounds bounds = new CellBounds(reader.getSSTableMetadata());
    EncodingStats bases = reader.header.stats();
    EncodingStats unknown = EncodingStats.NO_STATS;
    checkBase(
        "write times", bases.minTimestamp, bounds.statistics.minTimestamp, unknown.minTimestamp);
    checkBase(
        "deletion times",
        bases.minLocalDeletionTime,
        bounds.statistics.minLocalDeletionTime,
        unknown.minLocalDeletionTime);
    return bounds;
  }

  /** Writers that do not know yet what comes take a base that is the same for all. */
  private static void checkBase(String what, long base, long least, long unknown)
      throws IOException {
    if (base > least && base != unknown) {
      throw new IOException(
          "its Statistics.db says that its %s begin at %d and that the least is %d"
              .formatted(what, base, least));
    }
  }

  void check(DeletionTime deletion) throws IOException {
    if (!deletion.isLive()) {
      checkTimestamp(deletion.markedForDeleteAt());
      checkDeletion(deletion.localDeletionTime());
    }
  }

  void check(Unfiltered unfiltered) throws IOException {
    if (unfiltered instanceof Row row) {
      check(row);
    } else if (unfiltered instanceof RangeTombstoneMarker marker) {
      if (marker.isOpen(false)) {
        check(marker.openDeletionTime(false));
      }
      if (marker.isClose(false)) {
        check(marker.closeDeletionTime(false));
      }
    }
  }

  void check(Row row) throws IOException {
    check(row.deletion().time());
    LivenessInfo liveness = row.primaryKeyLivenessInfo();
    if (!liveness.isEmpty()) {
      checkTimestamp(liveness.timestamp());
      if (liveness.isExpiring()) {
        checkTtl(liveness.ttl());
        checkDeletion(liveness.localExpirationTime());
      }
    }
    for (ColumnData data : row) {
      if (data instanceof ComplexColumnData complex) {
        check(complex.complexDeletion());
        for (Cell<?> cell : complex) {
          check(cell);
        }
      } else {
        check((Cell<?>) data);
      }
    }
  }

  private void check(Cell<?> cell) throws IOException {
    checkTimestamp(cell.timestamp());
    if (cell.isExpiring()) {
      checkTtl(cell.ttl());
    } else if (cell.isTombstone() && cell.valueSize() > 0) {
      // What would expire is taken for deleted when its TTL is none.
      throw new IOException(
          "it holds a cell of " + cell.column() + " that is deleted with a value");
    }
    if (cell.localDeletionTime() != Cell.NO_DELETION_TIME) {
      checkDeletion(cell.localDeletionTime());
    }
  }

  private void checkTimestamp(long timestamp) throws IOException {
    check("write time", timestamp, statistics.minTimestamp, statistics.maxTimestamp);
  }

  private void checkTtl(int ttl) throws IOException {
    check("TTL", ttl, statistics.minTTL, statistics.maxTTL);
  }

  private void checkDeletion(long time) throws IOException {
    check("deletion time", time, statistics.minLocalDeletionTime, latestDeletion);
  }

  private static void check(String what, long value, long least, long most) throws IOException {
    if (value < least || value > most) {
      throw new IOException(
          "it holds a %s of %d, and its Statistics.db says that they are from %d to %d"
              .formatted(what, value, least, most));
    }
  }
}

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
 * any cell lives for ever. That they became later is seen by two things else: their base is never
 * later than their minimum (of a flushed SSTable the two are the same); and by their histogram, as
 * long as it has room for each of them (Cassandra's {@code MetadataCollector}: a hundred, rounded
 * up).
 */
final class CellBounds {
  /** The latest deletion time there was; from it on histograms count what lives for ever, too. */
  private static final long END = Integer.MAX_VALUE - 1;

  private final StatsMetadata statistics;
  private final long latestDeletion;

  private CellBounds(StatsMetadata statistics) {
    this.statistics = statistics;
    long[] latest = {Long.MIN_VALUE};
    statistics.estimatedTombstoneDropTime.forEach(
        (time, count) -> latest[0] = time < END ? Math.max(latest[0], time) : latest[0]);
    this.latestDeletion =
        statistics.estimatedTombstoneDropTime.size() < SSTable.TOMBSTONE_HISTOGRAM_BIN_SIZE
            ? latest[0]
            : statistics.maxLocalDeletionTime;
  }

  /**
   * Of an SSTable, or null when its statistics have checksums.
   *
   * @throws IOException when its base of deletion times does not fit their minimum
   */
  static CellBounds of(SSTableReader reader) throws IOException {
    if (reader.descriptor.version.hasMetadataChecksum()) {
      return null;
    }
    CellBounds bounds = new CellBounds(reader.getSSTableMetadata());
    long base = reader.header.stats().minLocalDeletionTime;
    long least = bounds.statistics.minLocalDeletionTime;
    // Writers that do not know yet what comes take a base that is the same for all.
    if (base > least && base != EncodingStats.NO_STATS.minLocalDeletionTime) {
      throw new IOException(
          "its Statistics.db says that its deletion times begin at %d and that the least is %d"
              .formatted(base, least));
    }
    return bounds;
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
    long latest = time == END ? statistics.maxLocalDeletionTime : latestDeletion;
    check("deletion time", time, statistics.minLocalDeletionTime, latest);
  }

  private static void check(String what, long value, long least, long most) throws IOException {
    if (value < least || value > most) {
      throw new IOException(
          "it holds a %s of %d, and its Statistics.db says that they are from %d to %d"
              .formatted(what, value, least, most));
    }
  }
}

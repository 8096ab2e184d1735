package io.pointsman.sstable;

import java.io.IOException;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.ColumnData;
import org.apache.cassandra.db.rows.ComplexColumnData;
import org.apache.cassandra.db.rows.RangeTombstoneMarker;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.sstable.metadata.StatsMetadata;

/**
 * The times that an SSTable of Cassandra 3 says its cells have. Data files hold times as what they
 * are above bases that stand in {@code Statistics.db}, which had no checksum then: a bit that
 * turned over in a base would make all writes of the SSTable earlier or later than those of the
 * others, or bring back what has expired. The file's minima and maxima stand elsewhere in it, and
 * are exact: shifted times do not fit them.
 */
final class CellBounds {
  private final StatsMetadata statistics;

  private CellBounds(StatsMetadata statistics) {
    this.statistics = statistics;
  }

  /** Of an SSTable, or null when its statistics have checksums. */
  static CellBounds of(SSTableReader reader) {
    return reader.descriptor.version.hasMetadataChecksum()
        ? null
        : new CellBounds(reader.getSSTableMetadata());
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
    check("deletion time", time, statistics.minLocalDeletionTime, statistics.maxLocalDeletionTime);
  }

  private static void check(String what, long value, long least, long most) throws IOException {
    if (value < least || value > most) {
      throw new IOException(
          "it holds a %s of %d, and its Statistics.db says that they are from %d to %d"
              .formatted(what, value, least, most));
    }
  }
}

package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.marshal.Int32Type;
import org.apache.cassandra.db.marshal.UTF8Type;
import org.apache.cassandra.db.rows.AbstractUnfilteredRowIterator;
import org.apache.cassandra.db.rows.BTreeRow;
import org.apache.cassandra.db.rows.BufferCell;
import org.apache.cassandra.db.rows.EncodingStats;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Rows;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.CompressionParams;
import org.apache.cassandra.schema.TableMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WidePartitionTest {
  private static final int ROWS = 300_000;
  private static final long ALLOWED_BYTES = 24L << 20;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  @Test
  void memoryDoesNotGrowWithTheWidthOfAPartition() throws IOException {
    WrittenTable table =
        new WrittenTable(
                directory,
                store,
                "CREATE TABLE ks.t (k int, c int, v text, PRIMARY KEY (k, c));",
                "t")
            .compression(CompressionParams.lz4());
    for (int replica = 1; replica <= 3; replica++) {
      table.writeIterator("node" + replica, new Wide(table.metadata(), replica));
    }
    ReadSettings settings = new ReadSettings(1 << 20, 6L << 20);
    int rows = 0;
    long most = 0;
    long before = liveBytes();
    try (RowCursor cursor = TableScan.open(store, table.request(1_700_000_000), settings)) {
      while (cursor.next()) {
        rows++;
        assertThat(cursor.value(2).remaining()).isEqualTo(200);
        if (rows % (ROWS / 6) == 0) {
          most = Math.max(most, liveBytes() - before);
        }
      }
    }
    assertThat(rows).isEqualTo(ROWS);
    // A partition has 60 MB of values, and is there three times.
    assertThat(most).isLessThan(ALLOWED_BYTES);
  }

  private static long liveBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** One partition of many rows, made while it is written. */
  private static final class Wide extends AbstractUnfilteredRowIterator {
    private final ColumnMetadata value;
    private final ByteBuffer content;
    private final long timestamp;
    private int next;

    Wide(TableMetadata table, int replica) {
      super(
          table,
          table.partitioner.decorateKey(Int32Type.instance.decompose(1)),
          DeletionTime.LIVE,
          table.regularAndStaticColumns(),
          Rows.EMPTY_STATIC_ROW,
          false,
          EncodingStats.NO_STATS);
      this.value = table.getColumn(UTF8Type.instance.decompose("v"));
      this.content = UTF8Type.instance.decompose(Integer.toString(replica).repeat(200));
      this.timestamp = replica;
    }

    @Override
    protected Unfiltered computeNext() {
      if (next == ROWS) {
        return endOfData();
      }
      Row.Builder row = BTreeRow.unsortedBuilder();
      row.newRow(Clustering.make(Int32Type.instance.decompose(next++)));
      row.addPrimaryKeyLivenessInfo(LivenessInfo.create(timestamp, 0));
      row.addCell(BufferCell.live(value, timestamp, content));
      return row.build();
    }
  }
}

package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.backup.OwnedTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.dht.Murmur3Partitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a node kept after it lost their range do not come back. */
class OwnershipTest {
  private static final String SCHEMA = "CREATE TABLE ks.t (k int PRIMARY KEY, v text);";
  private static final long NOW = 1_700_000_000;
  private static final int ROWS = 200;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  private static long token(int k) {
    return (Long)
        Murmur3Partitioner.instance
            .getToken(org.apache.cassandra.db.marshal.Int32Type.instance.decompose(k))
            .getTokenValue();
  }

  private List<PartitionUpdate> rows(WrittenTable table, String value, boolean onlyNegative) {
    List<PartitionUpdate> partitions = new ArrayList<>();
    for (int k = 0; k < ROWS; k++) {
      if (!onlyNegative || token(k) < 0) {
        var partition = table.partition(k).timestamp(10);
        partition.row().add("v", value);
        partitions.add(partition.build());
      }
    }
    partitions.sort(java.util.Comparator.comparing(PartitionUpdate::partitionKey));
    return partitions;
  }

  private static Backup.SSTable owned(Backup.SSTable sstable, long start, long end) {
    return new Backup.SSTable(
        sstable.keyspace(),
        sstable.table(),
        sstable.node(),
        sstable.descriptor(),
        sstable.components(),
        OwnedTokens.of(start, end));
  }

  private ScanRequest request(List<Backup.SSTable> sstables, long start, long end) {
    return new ScanRequest(
        SCHEMA, "ks", "t", sstables, start, end, java.time.Instant.ofEpochSecond(NOW), List.of());
  }

  @Test
  void onlyRowsOfOwnedRangesCount() throws IOException {
    WrittenTable table = new WrittenTable(directory, store, SCHEMA, "t");
    Backup.SSTable kept = table.write("stale", rows(table, "old", false));
    Backup.SSTable current = table.write("owner", rows(table, "new", true));
    List<Backup.SSTable> sstables =
        List.of(
            // It lost the negative tokens, where rows were deleted and purged since.
            owned(kept, -1, Long.MAX_VALUE), owned(current, Long.MIN_VALUE, -1));

    List<String> rows = table.rows(request(sstables, Long.MIN_VALUE, Long.MAX_VALUE));

    Set<String> expected = new TreeSet<>();
    for (int k = 0; k < ROWS; k++) {
      expected.add(k + "|" + (token(k) < 0 ? "'new'" : "'old'"));
    }
    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(table.rows(request(List.of(sstables.get(0)), Long.MIN_VALUE, Long.MAX_VALUE)))
        .hasSizeLessThan(ROWS)
        .allMatch(row -> token(Integer.parseInt(row.split("\\|", -1)[0])) >= 0);
  }

  @Test
  void howManyWereLeftOutIsSaid() throws IOException {
    WrittenTable table = new WrittenTable(directory, store, SCHEMA, "t");
    Backup.SSTable kept =
        owned(table.write("stale", rows(table, "old", false)), -1, Long.MAX_VALUE);

    try (RowCursor cursor =
        TableScan.open(
            store,
            request(List.of(kept), Long.MIN_VALUE, Long.MAX_VALUE),
            ReadSettings.defaults())) {
      long rows = 0;
      while (cursor.next()) {
        rows++;
      }
      assertThat(cursor.notes())
          .containsExactly(
              (ROWS - rows)
                  + " partitions of node stale lie in ranges that it does not own, and are left"
                  + " out");
    }
  }

  @Test
  void anSSTableThatOwnsNothingOfARangeIsNotOpened() throws IOException {
    WrittenTable table = new WrittenTable(directory, store, SCHEMA, "t");
    Backup.SSTable kept = owned(table.write("stale", rows(table, "old", false)), 0, Long.MAX_VALUE);
    int before = store.reads();

    assertThat(table.rows(request(List.of(kept), Long.MIN_VALUE, 0))).isEmpty();
    assertThat(store.reads()).isEqualTo(before);
  }

  @Test
  void anEngineThatMergesByItselfSeesTheSameRows() throws IOException {
    WrittenTable table = new WrittenTable(directory, store, SCHEMA, "t");
    Backup.SSTable kept =
        owned(table.write("stale", rows(table, "old", false)), -1, Long.MAX_VALUE);

    try (MutationCursor cursor =
        Mutations.open(
            store,
            request(List.of(kept), Long.MIN_VALUE, Long.MAX_VALUE),
            ReadSettings.defaults())) {
      while (cursor.next()) {
        assertThat(cursor.mutation().token()).isNotNegative();
      }
      assertThat(cursor.notes()).singleElement().asString().contains("does not own");
    }
  }
}

package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task opens the SSTables that have something for it, and none is passed over that has. */
class TokenSpansTest {
  private static final long NOW = 1_700_000_000;
  private static final int SSTABLES = 12;
  private static final int RANGES = 16;

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Random random = new Random(2);
  @TempDir private Path directory;

  /** SSTables side by side on the ring, and one that lies over all of them. */
  private WrittenTable table(String version) throws IOException {
    WrittenTable table =
        new WrittenTable(
                directory, store, "CREATE TABLE ks.t (k int, c int, PRIMARY KEY (k, c));", "t")
            .version(version);
    List<PartitionUpdate> partitions = new ArrayList<>();
    for (int k = 0; k < SSTABLES * 20; k++) {
      var partition = table.partition(k).timestamp(10);
      partition.row(1);
      partitions.add(partition.build());
    }
    partitions.sort(Comparator.comparing(PartitionUpdate::partitionKey));
    for (int i = 0; i < SSTABLES - 1; i++) {
      table.write("node1", partitions.subList(i * 20, (i + 1) * 20));
    }
    table.write(
        "node2",
        partitions.get(0),
        partitions.get(partitions.size() / 2),
        partitions.get(partitions.size() - 1));
    return table;
  }

  private List<String> rows(WrittenTable table, List<TokenSpan> spans, int[] opened)
      throws IOException {
    ScanRequest whole = table.request(NOW);
    List<String> rows = new ArrayList<>();
    long start = Long.MIN_VALUE;
    for (int i = 1; i <= RANGES; i++) {
      long end = i == RANGES ? Long.MAX_VALUE : start + Long.MAX_VALUE / RANGES * 2;
      ScanRequest range =
          new ScanRequest(
              whole.schemaCql(),
              "ks",
              "t",
              whole.sstables(),
              spans,
              start,
              end,
              whole.referenceTime(),
              List.of());
      try (RowCursor cursor = TableScan.open(store, range, ReadSettings.defaults())) {
        rows.addAll(new RowTexts(table.metadata(), List.of()).all(cursor));
        opened[0] += cursor.sstablesOpened();
      }
      start = end;
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "oa", "da"})
  void aRangeOpensTheSSTablesThatMeetIt(String version) throws IOException {
    WrittenTable table = table(version);
    TokenSpans.Found found = TokenSpans.read(store, table.sstables());
    assertThat(found.spans()).allMatch(span -> span.isChecked() == !version.equals("nb"));
    assertThat(found.requests()).isEqualTo(SSTABLES);

    int[] opened = new int[1];
    assertThat(rows(table, found.spans(), opened)).isEqualTo(table.rows(NOW));
    // Each of those side by side is met by three ranges at most, that over all of them by all.
    assertThat(opened[0]).isBetween(RANGES + SSTABLES, RANGES + 3 * SSTABLES);
  }

  @Test
  void aSummaryThatLiesHidesNothing() throws IOException {
    WrittenTable table = table("nb");
    List<String> expected = table.rows(NOW);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      Backup.SSTable sstable = table.sstables().get(random.nextInt(SSTABLES));
      Backup.Component summary =
          sstable.components().stream()
              .filter(component -> component.fileName().endsWith("-Summary.db"))
              .findFirst()
              .orElseThrow();
      byte[] whole = store.readAll(summary.key(), 1 << 20);
      // Its last sixteen bytes are the two keys, each after its length.
      store.damage(summary.key(), summary.size() - 1 - random.nextInt(16));
      try {
        List<TokenSpan> spans = TokenSpans.read(store, table.sstables()).spans();
        assertThat(rows(table, spans, new int[1])).isEqualTo(expected);
      } catch (IOException e) {
        refused++;
        assertThat(e).hasMessageContaining("s3://memory/backups/node");
      }
      store.put(summary.key(), whole);
    }
    assertThat(refused).isPositive();
  }
}

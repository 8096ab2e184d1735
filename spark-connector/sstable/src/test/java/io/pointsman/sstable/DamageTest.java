package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A bit that turned over gives the same rows or an error, never other rows. More bits are tried
 * with {@code -Dpointsman.damage.flips}.
 */
class DamageTest {
  private static final long NOW = 1_700_000_000;
  private static final int PARTITIONS = 400;
  private static final int FLIPS = Integer.getInteger("pointsman.damage.flips", 12);
  private static final List<Long> BORDERS =
      List.of(
          Long.MIN_VALUE,
          -6_000_000_000_000_000_000L,
          -100_000_000L,
          5_500_000_000_000_000_000L,
          Long.MAX_VALUE);

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"nb,lz4", "nb,none", "oa,lz4", "da,lz4", "da,none"})
  void oneBitNeverChangesTheRows(String version, String compression) throws IOException {
    WrittenTable table =
        new WrittenTable(
                directory,
                store,
                "CREATE TABLE ks.t (k int, c int, v text, PRIMARY KEY (k, c));",
                "t")
            .version(version)
            .compression(
                compression.equals("lz4")
                    ? CompressionParams.lz4(4096)
                    : CompressionParams.noCompression());
    PartitionUpdate[] partitions = new PartitionUpdate[PARTITIONS];
    for (int k = 0; k < PARTITIONS; k++) {
      var partition = table.partition(k).timestamp(10);
      partition.row(1).add("v", "value of " + k);
      partition.row(2).add("v", "another value of " + k);
      partitions[k] = partition.build();
    }
    Backup.SSTable sstable = table.write("node1", partitions);
    List<String> rows = splits(table);
    assertThat(rows).hasSize(2 * PARTITIONS);

    Random random = new Random(7);
    Map<String, Integer> refused = new TreeMap<>();
    for (Backup.Component component : sstable.components()) {
      if (component.size() == 0) {
        continue;
      }
      for (int flip = 0; flip < FLIPS; flip++) {
        byte[] whole = store.readAll(component.key(), 1 << 24);
        long position = random.nextInt((int) component.size());
        store.damage(component.key(), position);
        try {
          assertThat(splits(table))
              .as("after a flip at %s of %s", position, component.fileName())
              .isEqualTo(rows);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("s3://memory/backups/node1/");
          refused.merge(component.fileName(), 1, Integer::sum);
        }
        store.put(component.key(), whole);
      }
    }
    assertThat(refused).containsEntry(sstable.descriptor() + "-Data.db", FLIPS);
  }

  private List<String> splits(WrittenTable table) throws IOException {
    ScanRequest whole = table.request(NOW);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i + 1 < BORDERS.size(); i++) {
      rows.addAll(
          table.rows(
              new ScanRequest(
                  whole.schemaCql(),
                  whole.keyspace(),
                  whole.table(),
                  whole.sstables(),
                  BORDERS.get(i),
                  BORDERS.get(i + 1),
                  whole.referenceTime(),
                  List.of())));
    }
    return rows;
  }
}

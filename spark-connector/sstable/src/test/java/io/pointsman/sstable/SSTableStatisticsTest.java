package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SSTableStatisticsTest {
  private static final String SCHEMA =
      "CREATE TABLE ks.t (k int, c int, v text, w int, PRIMARY KEY (k, c));";
  private static final int NOW = 1_700_000_000;
  private static final int TTL = 3_600;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  /** 100 partitions of one row, the half of it with a TTL, and one of 5,000 rows. */
  private Backup.SSTable sstable(String version) throws IOException {
    WrittenTable table = new WrittenTable(directory, store, SCHEMA, "t").version(version);
    List<PartitionUpdate> partitions = new ArrayList<>();
    for (int k = 0; k <= 100; k++) {
      var partition = table.partition(k).timestamp(10).nowInSec(NOW);
      if (k % 2 == 0 && k < 100) {
        partition.ttl(TTL);
      }
      for (int c = 0; c < (k == 100 ? 5_000 : 1); c++) {
        partition.row(c).add("v", "value " + c);
      }
      partitions.add(partition.build());
    }
    partitions.sort(java.util.Comparator.comparing(PartitionUpdate::partitionKey));
    return table.write("node1", partitions);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "oa", "da"})
  void whatAnSSTableHoldsIsToldByItsStatisticsAlone(String version) throws IOException {
    Backup.SSTable sstable = sstable(version);
    String statisticsKey =
        sstable.components().stream()
            .map(Backup.Component::key)
            .filter(key -> key.endsWith("-Statistics.db"))
            .findFirst()
            .orElseThrow();
    sstable.components().stream()
        .map(Backup.Component::key)
        .filter(key -> !key.equals(statisticsKey))
        .forEach(store::delete);

    SSTableStatistics before =
        SSTableStatistics.read(store, sstable, Instant.ofEpochSecond(NOW + TTL - 60));
    SSTableStatistics after =
        SSTableStatistics.read(store, sstable, Instant.ofEpochSecond(NOW + TTL + 120));

    assertThat(before.partitions()).isEqualTo(101);
    assertThat(before.rows()).isEqualTo(5_100);
    assertThat(before.columns()).contains("v");
    assertThat(before.longestTtlSeconds()).isEqualTo(TTL);
    assertThat(before.largestPartitionBytes()).isBetween(50_000L, 500_000L);
    assertThat(before.expiredCells()).isZero();
    // A row with a TTL has a marker that expires beside its cell.
    assertThat(after.expiredCells()).isBetween(50L, 100L);
  }

  @Test
  void damagedStatisticsAreRefusedWithTheObject() throws IOException {
    Backup.SSTable sstable = sstable("nb");
    String key =
        sstable.components().stream()
            .map(Backup.Component::key)
            .filter(each -> each.endsWith("-Statistics.db"))
            .findFirst()
            .orElseThrow();
    store.damage(key, 40);

    assertThatThrownBy(() -> SSTableStatistics.read(store, sstable, Instant.ofEpochSecond(NOW)))
        .isInstanceOf(CorruptBackupException.class)
        .hasMessageContaining(key);
  }
}

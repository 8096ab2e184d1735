package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every format that Cassandra 5.0 reads, with every compression, gives the same rows. */
class FormatsScanTest {
  private static final String SCHEMA =
      "CREATE TABLE ks.t (k int, c int, v text, PRIMARY KEY (k, c));";
  private static final long NOW = 1_700_000_000;
  private static final int PARTITIONS = 300;
  private static final int ROWS = 20;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  private WrittenTable table() {
    return new WrittenTable(directory, store, SCHEMA, "t");
  }

  private static Backup.SSTable fill(WrittenTable table, String node) throws IOException {
    PartitionUpdate[] partitions = new PartitionUpdate[PARTITIONS];
    for (int k = 0; k < PARTITIONS; k++) {
      var partition = table.partition(k).timestamp(10);
      for (int c = 0; c < ROWS; c++) {
        partition.row(c).add("v", "value " + k + " " + c + " " + "x".repeat(50));
      }
      partitions[k] = partition.build();
    }
    return table.write(node, partitions);
  }

  static Stream<Arguments> formats() {
    return Stream.of("nb", "oa", "da")
        .flatMap(
            version ->
                Stream.of("lz4", "snappy", "zstd", "deflate", "none")
                    .map(compression -> Arguments.of(version, compression)));
  }

  private static CompressionParams compression(String name) {
    return switch (name) {
      case "lz4" -> CompressionParams.lz4(4096);
      case "snappy" -> CompressionParams.snappy(4096);
      case "zstd" -> CompressionParams.zstd(4096);
      case "deflate" -> CompressionParams.deflate(4096);
      default -> CompressionParams.noCompression();
    };
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyFormatAndCompressionGivesTheSameRows(String version, String compression)
      throws IOException {
    WrittenTable table = table().version(version).compression(compression(compression));
    fill(table, "node1");
    fill(table, "node2");

    List<String> rows = table.rows(NOW, "k", "c", "v");

    assertThat(rows).hasSize(PARTITIONS * ROWS).doesNotHaveDuplicates();
    assertThat(rows).contains("7|3|'value 7 3 " + "x".repeat(50) + "'");
    assertThat(store.heads()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "da"})
  void splitsTileTheRingWhateverTheirBorders(String version) throws IOException {
    WrittenTable table = table().version(version);
    fill(table, "node1");
    fill(table, "node2");
    List<String> all = table.rows(NOW);
    ScanRequest whole = table.request(NOW);
    List<Long> tokens = tokens(table);
    for (List<Long> borders :
        List.of(
            List.of(Long.MIN_VALUE, 0L, Long.MAX_VALUE),
            List.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE),
            // Borders that are keys' own tokens: a border belongs to the range that it ends.
            List.of(Long.MIN_VALUE, tokens.get(0), tokens.get(1), tokens.get(150), Long.MAX_VALUE),
            List.of(Long.MIN_VALUE, tokens.get(299), Long.MAX_VALUE),
            List.of(Long.MIN_VALUE, tokens.get(10) - 1, tokens.get(10), Long.MAX_VALUE))) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i + 1 < borders.size(); i++) {
        rows.addAll(
            table.rows(
                new ScanRequest(
                    whole.schemaCql(),
                    whole.keyspace(),
                    whole.table(),
                    whole.sstables(),
                    borders.get(i),
                    borders.get(i + 1),
                    whole.referenceTime(),
                    List.of())));
      }
      assertThat(rows).hasSize(PARTITIONS * ROWS).isEqualTo(all);
    }
  }

  private static List<Long> tokens(WrittenTable table) {
    return Stream.iterate(0, k -> k < PARTITIONS, k -> k + 1)
        .map(k -> (long) table.partition(k).build().partitionKey().getToken().getTokenValue())
        .sorted()
        .toList();
  }

  @Test
  void anEmptyRangeIsRefused() {
    ScanRequest whole = table().request(NOW);
    ScanRequest empty =
        new ScanRequest(
            whole.schemaCql(), "ks", "t", List.of(), 5, 5, whole.referenceTime(), List.of());

    assertThatThrownBy(() -> TableScan.open(store, empty, ReadSettings.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The token range is empty: it begins after 5 and ends with 5");
  }

  @Test
  void aSmallRangeReadsASmallPart() throws IOException {
    WrittenTable table = table().compression(CompressionParams.noCompression());
    Backup.SSTable sstable = fill(table, "node1");
    List<Long> tokens = tokens(table);
    ScanRequest whole = table.request(NOW);
    ScanRequest small =
        new ScanRequest(
            whole.schemaCql(),
            "ks",
            "t",
            whole.sstables(),
            tokens.get(100),
            tokens.get(101),
            whole.referenceTime(),
            List.of());
    try (RowCursor cursor = TableScan.open(store, small, ReadSettings.defaults())) {
      int rows = 0;
      while (cursor.next()) {
        rows++;
      }
      assertThat(rows).isEqualTo(ROWS);
      assertThat(cursor.bytesRead()).isLessThan(sstable.bytes() / 3);
      assertThat(cursor.requests()).isLessThan(10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "da"})
  void aDamagedDataFileIsRefusedWithItsKey(String version) throws IOException {
    WrittenTable table = table().version(version).compression(CompressionParams.lz4(4096));
    Backup.SSTable sstable = fill(table, "node1");
    String key = key(sstable, "Data.db");
    store.damage(key, component(sstable, "Data.db").size() / 2);

    assertThatThrownBy(() -> table.rows(NOW))
        .isInstanceOfSatisfying(
            CorruptBackupException.class, e -> assertThat(e.key()).isEqualTo("s3://memory/" + key))
        .hasMessageContaining(key);
  }

  @Test
  void aDamagedStatisticsFileIsRefusedWithItsKey() throws IOException {
    WrittenTable table = table();
    Backup.SSTable sstable = fill(table, "node1");
    String key = key(sstable, "Statistics.db");
    store.damage(key, component(sstable, "Statistics.db").size() / 2);

    assertThatThrownBy(() -> table.rows(NOW))
        .isInstanceOf(CorruptBackupException.class)
        .hasMessageContaining(key);
  }

  @Test
  void aDamagedValueInAnUncompressedFileIsRefused() throws IOException {
    WrittenTable table = table().compression(CompressionParams.noCompression());
    Backup.SSTable sstable = fill(table, "node1");
    String key = key(sstable, "Data.db");
    store.damage(key, component(sstable, "Data.db").size() / 2);

    assertThatThrownBy(() -> table.rows(NOW))
        .isInstanceOf(CorruptBackupException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("checksum");
  }

  @Test
  void aMissingSummaryIsMadeAnew() throws IOException {
    WrittenTable table = table();
    Backup.SSTable sstable = fill(table, "node1");
    ScanRequest request = withoutComponent(table, sstable, "Summary.db");

    assertThat(table.rows(request)).hasSize(PARTITIONS * ROWS);
  }

  @Test
  void aDamagedSummaryIsMadeAnewAndStaysWhereItIs() throws IOException {
    WrittenTable table = table();
    Backup.SSTable sstable = fill(table, "node1");
    String key = key(sstable, "Summary.db");
    store.truncate(key, 10);
    store.put(key, new byte[(int) component(sstable, "Summary.db").size()]);

    assertThat(table.rows(NOW)).hasSize(PARTITIONS * ROWS);
    assertThat(store.head(key)).isPresent();
  }

  @Test
  void anObjectThatIsGoneIsAMissingFile() throws IOException {
    WrittenTable table = table();
    Backup.SSTable sstable = fill(table, "node1");
    store.delete(key(sstable, "Data.db"));

    assertThatThrownBy(() -> table.rows(NOW))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("s3://memory/" + key(sstable, "Data.db"));
  }

  private static ScanRequest withoutComponent(
      WrittenTable table, Backup.SSTable sstable, String component) {
    Backup.SSTable without =
        new Backup.SSTable(
            sstable.keyspace(),
            sstable.table(),
            sstable.node(),
            sstable.descriptor(),
            sstable.components().stream()
                .filter(each -> !each.fileName().endsWith("-" + component))
                .toList());
    ScanRequest whole = table.request(NOW);
    return new ScanRequest(
        whole.schemaCql(),
        "ks",
        "t",
        List.of(without),
        whole.startExclusive(),
        whole.endInclusive(),
        whole.referenceTime(),
        List.of());
  }

  private static Backup.Component component(Backup.SSTable sstable, String name) {
    return sstable.components().stream()
        .filter(each -> each.fileName().endsWith("-" + name))
        .findFirst()
        .orElseThrow();
  }

  private static String key(Backup.SSTable sstable, String name) {
    return component(sstable, name).key();
  }
}

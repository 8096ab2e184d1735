package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single partitions are read without the others, and none is missed. */
class PartitionLookupTest {
  private static final String SCHEMA =
      "CREATE TABLE ks.t (k int, c int, v text, PRIMARY KEY (k, c));";
  private static final long NOW = 1_700_000_000;
  private static final int PARTITIONS = 400;

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Random random = new Random(11);
  @TempDir private Path directory;

  private WrittenTable table() {
    return new WrittenTable(directory, store, SCHEMA, "t");
  }

  private static RowSelection keys(WrittenTable table, Integer... keys) {
    return new RowSelection(Stream.of(keys).map(table::key).toList(), null, false);
  }

  /** One SSTable with the keys of which {@code of} is a part. */
  private static Backup.SSTable fill(WrittenTable table, String node, int of, String value)
      throws IOException {
    List<PartitionUpdate> partitions = new ArrayList<>();
    for (int k = 0; k < PARTITIONS; k += of) {
      var partition = table.partition(k).timestamp(10 + of);
      partition.row(1).add("v", value + k);
      partition.row(2).add("v", value + -k);
      partitions.add(partition.build());
    }
    return table.write(node, partitions.toArray(PartitionUpdate[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "oa", "da"})
  void onlyThePartitionsThatAreAskedForCome(String version) throws IOException {
    WrittenTable table = table().version(version);
    fill(table, "node1", 1, "a");
    fill(table, "node2", 2, "b");
    fill(table, "node3", 3, "c");

    // Key 7 is in one SSTable, 10 in two, 12 in three, 4711 in none.
    assertThat(table.rows(keys(table, 12, 7, 4711, 10), NOW))
        .containsExactlyInAnyOrder(
            "7|1|'a7'", "7|2|'a-7'", "10|1|'b10'", "10|2|'b-10'", "12|1|'c12'", "12|2|'c-12'");
    assertThat(table.rows(keys(table, 4711), NOW)).isEmpty();
    assertThat(table.rows(keys(table), NOW)).isEmpty();
    for (int k = 0; k < PARTITIONS; k++) {
      assertThat(table.rows(keys(table, k), NOW)).as("key %s", k).hasSize(2);
    }
  }

  @Test
  void keysOutsideTheTokenRangeDoNotCome() throws IOException {
    WrittenTable table = table();
    fill(table, "node1", 1, "a");
    ScanRequest whole = table.request(NOW);
    int found = 0;
    for (long start : new long[] {Long.MIN_VALUE, 0}) {
      ScanRequest half =
          new ScanRequest(
              SCHEMA,
              "ks",
              "t",
              whole.sstables(),
              start,
              start == 0 ? Long.MAX_VALUE : 0,
              whole.referenceTime(),
              List.of());
      try (RowCursor cursor =
          TableScan.open(store, half, keys(table, 1, 2, 3, 4, 5, 6), ReadSettings.defaults())) {
        while (cursor.next()) {
          found++;
          assertThat(cursor.token() > 0).isEqualTo(start == 0);
        }
      }
    }
    assertThat(found).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "oa", "da"})
  void oneOfManyPartitionsCostsLessThanAHundredthOfTheBytes(String version) throws IOException {
    WrittenTable table = table().version(version).compression(CompressionParams.lz4(4096));
    PartitionUpdate[] partitions = new PartitionUpdate[20_000];
    byte[] noise = new byte[600];
    for (int k = 0; k < partitions.length; k++) {
      random.nextBytes(noise);
      var partition = table.partition(k).timestamp(10);
      partition.row(1).add("v", new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1));
      partitions[k] = partition.build();
    }
    Backup.SSTable sstable = table.write("node1", partitions);

    long before = store.bytesRead();
    try (RowCursor cursor =
        TableScan.open(store, table.request(NOW), keys(table, 17_000), ReadSettings.defaults())) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.bytesRead()).isEqualTo(store.bytesRead() - before);
      assertThat(cursor.partitionsRead()).isEqualTo(1);
      assertThat(cursor.sstablesOpened()).isEqualTo(1);
    }
    assertThat((store.bytesRead() - before) / (double) sstable.bytes()).isLessThan(0.01);
  }

  @ParameterizedTest
  @CsvSource({"nb,lz4", "nb,none", "oa,lz4", "da,lz4"})
  void oneBitNeverHidesAPartition(String version, String compression) throws IOException {
    WrittenTable table =
        table()
            .version(version)
            .compression(
                compression.equals("lz4")
                    ? CompressionParams.lz4(4096)
                    : CompressionParams.noCompression());
    Backup.SSTable sstable = fill(table, "node1", 1, "a");
    int flips = Integer.getInteger("pointsman.damage.flips", 40);
    for (Backup.Component component : sstable.components()) {
      for (int flip = 0; flip < flips && component.size() > 0; flip++) {
        byte[] whole = store.readAll(component.key(), 1 << 24);
        long position = random.nextInt((int) component.size());
        store.damage(component.key(), position);
        Integer[] some = random.ints(6, 0, PARTITIONS).distinct().boxed().toArray(Integer[]::new);
        try {
          assertThat(table.rows(keys(table, some), NOW))
              .as("keys %s after a flip at %s of %s", List.of(some), position, component.key())
              .containsExactlyInAnyOrderElementsOf(
                  Stream.of(some)
                      .flatMap(k -> Stream.of(k + "|1|'a" + k + "'", k + "|2|'a" + -k + "'"))
                      .toList());
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("s3://memory/backups/node1/");
        }
        store.put(component.key(), whole);
      }
    }
  }

  @Test
  void clusteringBoundsLeaveOutRowsWhateverTheOrder() throws IOException {
    for (String order : List.of("ASC", "DESC")) {
      WrittenTable table =
          new WrittenTable(
              directory.resolve(order),
              store,
              "CREATE TABLE ks.t (k int, c int, d int, v text, PRIMARY KEY (k, c, d))"
                  + " WITH CLUSTERING ORDER BY (c ASC, d "
                  + order
                  + ");",
              "t");
      var partition = table.partition(1).timestamp(10);
      for (int c = 0; c < 3; c++) {
        for (int d = 0; d < 5; d++) {
          partition.row(c, d).add("v", "x");
        }
      }
      table.write("node1", partition.build());
      var deletion = table.partition(1).timestamp(20).nowInSec(NOW);
      deletion.row(1, 2).delete();
      table.write("node2", deletion.build());

      byte[] one = {0, 0, 0, 1};
      byte[] three = {0, 0, 0, 3};
      assertThat(
              table.rows(
                  selection(
                      table,
                      new RowSelection.Clustering(
                          List.of(one),
                          new RowSelection.Bound(one, false),
                          new RowSelection.Bound(three, true))),
                  NOW))
          .as(order)
          .containsExactly("1|1|3|'x'");
      assertThat(
              table.rows(
                  selection(table, new RowSelection.Clustering(List.of(one), null, null)), NOW))
          .as(order)
          .hasSize(4);
      assertThat(
              table.rows(
                  selection(
                      table,
                      new RowSelection.Clustering(
                          List.of(), null, new RowSelection.Bound(one, false))),
                  NOW))
          .as(order)
          .hasSize(5);
      assertThatThrownBy(
              () ->
                  table.rows(
                      selection(
                          table, new RowSelection.Clustering(List.of(one, one, one), null, null)),
                      NOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("only 2 clustering columns");
    }
  }

  private static RowSelection selection(WrittenTable table, RowSelection.Clustering clustering) {
    return new RowSelection(List.of(table.key(1)), clustering, false);
  }

  @Test
  void keysOfSeveralColumnsAreJoinedAsCassandraDoes() {
    WrittenTable table =
        new WrittenTable(
            directory, store, "CREATE TABLE ks.t (a int, b text, PRIMARY KEY ((a, b)));", "t");
    assertThat(PartitionKeys.join(List.of(new byte[] {0, 0, 0, 7}, new byte[] {'x', 'y'})))
        .isEqualTo(table.key(7, "xy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "oa", "da"})
  void aFullScanFetchesLittleMoreThanTheData(String version) throws IOException {
    WrittenTable table = table().version(version).compression(CompressionParams.lz4());
    PartitionUpdate[] partitions = new PartitionUpdate[20_000];
    byte[] noise = new byte[600];
    for (int k = 0; k < partitions.length; k++) {
      random.nextBytes(noise);
      var partition = table.partition(k).timestamp(10);
      partition.row(1).add("v", new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1));
      partitions[k] = partition.build();
    }
    Backup.SSTable sstable = table.write("node1", partitions);
    long needed =
        sstable.components().stream()
            .filter(component -> component.fileName().endsWith("-Data.db"))
            .mapToLong(Backup.Component::size)
            .sum();

    for (int splits : new int[] {1, 4}) {
      long before = store.bytesRead();
      int rows = 0;
      long start = Long.MIN_VALUE;
      for (int i = 0; i < splits; i++) {
        long end = i + 1 == splits ? Long.MAX_VALUE : start + Long.MAX_VALUE / splits * 2;
        rows += rows(table, start, end);
        start = end;
      }
      assertThat(rows).isEqualTo(partitions.length);
      assertThat((store.bytesRead() - before) / (double) needed)
          .as("%s splits", splits)
          .isLessThan(1.05);
    }
  }

  private int rows(WrittenTable table, long start, long end) throws IOException {
    ScanRequest whole = table.request(NOW);
    ScanRequest part =
        new ScanRequest(
            SCHEMA, "ks", "t", whole.sstables(), start, end, whole.referenceTime(), List.of());
    int rows = 0;
    try (RowCursor cursor = TableScan.open(store, part, ReadSettings.defaults())) {
      while (cursor.next()) {
        rows++;
      }
    }
    return rows;
  }
}

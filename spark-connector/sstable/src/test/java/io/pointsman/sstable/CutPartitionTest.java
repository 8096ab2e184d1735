package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.cassandra.config.DatabaseDescriptor;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One Cassandra partition read in parts is the partition read whole. */
class CutPartitionTest {
  private static final long NOW = 1_700_000_000;
  private static final int ROWS = 2_000;
  private static final int WIDE = 7;
  private static final long CUT_BYTES = 128 << 10;

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Random random = new Random(5);
  @TempDir private Path directory;

  @BeforeEach
  void smallBlocks() {
    CassandraRuntime.start();
    DatabaseDescriptor.setColumnIndexSizeInKiB(4);
  }

  @AfterEach
  void blocksAsTheyWere() {
    DatabaseDescriptor.setColumnIndexSizeInKiB(-1);
  }

  private WrittenTable table(String version, String order) {
    return new WrittenTable(
            directory,
            store,
            "CREATE TABLE ks.t (k int, c int, d text, s text static, v text, PRIMARY KEY (k, c, d))"
                + " WITH CLUSTERING ORDER BY ("
                + order
                + ");",
            "t")
        .version(version)
        .compression(CompressionParams.lz4(4096));
  }

  private String noise() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString();
  }

  /** Four SSTables of two nodes that hold the wide partition, with deletions of every kind. */
  private WrittenTable fill(WrittenTable table, boolean descending) throws IOException {
    for (int generation = 1; generation <= 4; generation++) {
      List<PartitionUpdate> partitions = new ArrayList<>();
      for (int k = 0; k < 15; k++) {
        var partition = table.partition(k).timestamp(100L * generation).nowInSec(NOW - 10);
        int rows = k == WIDE ? ROWS : 3;
        for (int c = 0; c < rows; c++) {
          switch (random.nextInt(6)) {
            case 0 -> partition.row(c, "a").delete();
            case 1 -> {}
            case 2 -> partition.row(c, "b").add("v", noise());
            default -> partition.row(c, "a").add("v", noise());
          }
        }
        if (k % 3 == generation % 3) {
          partition.row().add("s", "static " + generation);
        }
        partitions.add(partition.build());
        var deletion = table.partition(k).timestamp(100L * generation + 50).nowInSec(NOW - 5);
        if (k == WIDE && generation == 2) {
          deletion = table.partition(k).timestamp(120).nowInSec(NOW - 5).delete();
        }
        for (int each = 0; each < 12; each++) {
          int one = random.nextInt(rows);
          int other = each == 0 ? one + rows / 3 : one + random.nextInt(30);
          deletion
              .addRangeTombstone()
              .start(descending ? other : one)
              .end(descending ? one : other);
        }
        partitions.add(deletion.build());
      }
      table.write("node" + generation % 2, merged(partitions));
    }
    return table;
  }

  private static PartitionUpdate[] merged(List<PartitionUpdate> partitions) {
    List<PartitionUpdate> merged = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i += 2) {
      merged.add(PartitionUpdate.merge(partitions.subList(i, i + 2)));
    }
    return merged.toArray(PartitionUpdate[]::new);
  }

  private List<WidePartition> wide(WrittenTable table, RowSelection selection) throws IOException {
    return WidePartitions.find(
        store, table.request(NOW), selection, CUT_BYTES, ReadSettings.defaults());
  }

  private static ScanRequest range(WrittenTable table, long start, long end) {
    ScanRequest whole = table.request(NOW);
    return new ScanRequest(
        whole.schemaCql(),
        whole.keyspace(),
        whole.table(),
        whole.sstables(),
        start,
        end,
        whole.referenceTime(),
        List.of());
  }

  private List<String> read(WrittenTable table, ScanRequest request, RowSelection selection)
      throws IOException {
    try (RowCursor cursor = TableScan.open(store, request, selection, ReadSettings.defaults())) {
      return new RowTexts(table.metadata(), List.of()).all(cursor);
    }
  }

  private List<String> read(WrittenTable table, WidePartition wide, PartitionCut cut)
      throws IOException {
    return read(
        table, range(table, wide.token() - 1, wide.token()), RowSelection.everything().of(cut));
  }

  /** What is before the partition, its parts, and what is after it. */
  private List<String> cut(WrittenTable table, WidePartition wide) throws IOException {
    List<String> rows = new ArrayList<>(table.rows(range(table, Long.MIN_VALUE, wide.token() - 1)));
    for (PartitionCut cut : wide.cuts()) {
      rows.addAll(read(table, wide, cut));
    }
    rows.addAll(table.rows(range(table, wide.token(), Long.MAX_VALUE)));
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "nb,c ASC;d ASC",
    "nb,c DESC;d ASC",
    "oa,c ASC;d DESC",
    "oa,c DESC;d DESC",
    "da,c ASC;d ASC",
    "da,c DESC;d ASC"
  })
  void theRowsAreThoseOfThePartitionReadWhole(String version, String order) throws IOException {
    WrittenTable table = table(version, order.replace(';', ','));
    fill(table, order.startsWith("c DESC"));
    List<WidePartition> found = wide(table, RowSelection.everything());

    assertThat(found).hasSize(1);
    WidePartition wide = found.get(0);
    assertThat(wide.key()).isEqualTo(table.key(WIDE));
    assertThat(wide.cuts()).hasSizeGreaterThan(8);
    List<String> whole = table.rows(NOW);
    assertThat(whole).hasSizeGreaterThan(ROWS / 4);
    assertThat(cut(table, wide)).isEqualTo(whole);

    int withRows = 0;
    for (PartitionCut cut : wide.cuts()) {
      withRows += read(table, wide, cut).isEmpty() ? 0 : 1;
    }
    assertThat(withRows).isGreaterThan(wide.cuts().size() / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "oa", "da"})
  void aPartFetchesItsBlocksOnly(String version) throws IOException {
    WrittenTable table = fill(table(version, "c ASC, d ASC"), false);
    WidePartition wide = wide(table, RowSelection.everything()).get(0);
    long whole = bytes(table, RowSelection.everything().ofKeys(List.of(wide.key())));
    for (PartitionCut cut : wide.cuts()) {
      assertThat(bytes(table, RowSelection.everything().of(cut)))
          .as("of %s bytes in %s parts", whole, wide.cuts().size())
          .isLessThan(whole / 4);
    }
  }

  private long bytes(WrittenTable table, RowSelection selection) throws IOException {
    long before = store.bytesRead();
    long token =
        new PartitionLookup(List.of(table.key(WIDE)), table.request(NOW)).tokens().firstKey();
    read(table, range(table, token - 1, token), selection);
    return store.bytesRead() - before;
  }

  @ParameterizedTest
  @CsvSource({"nb,ASC", "nb,DESC", "oa,ASC", "da,ASC", "da,DESC"})
  void rowsThatAreAskedForByClusteringAreSoughtInTheRowIndex(String version, String order)
      throws IOException {
    WrittenTable table = fill(table(version, "c " + order + ", d ASC"), order.equals("DESC"));
    List<String> ofPartition =
        table.rows(RowSelection.everything().ofKeys(List.of(table.key(WIDE))), NOW);
    int first = Integer.parseInt(ofPartition.get(ofPartition.size() * 3 / 4).split("\\|")[1]);
    int last = first + 100;
    byte[] from = ByteBuffer.allocate(4).putInt(first).array();
    byte[] to = ByteBuffer.allocate(4).putInt(last).array();
    RowSelection some =
        new RowSelection(
            List.of(table.key(WIDE)),
            new RowSelection.Clustering(
                List.of(), new RowSelection.Bound(from, true), new RowSelection.Bound(to, false)),
            false);
    List<String> expected =
        table.rows(NOW).stream()
            .filter(
                row -> {
                  String[] values = row.split("\\|", 3);
                  int c = values[1].equals("null") ? -1 : Integer.parseInt(values[1]);
                  return values[0].equals("" + WIDE) && c >= first && c < last;
                })
            .toList();
    assertThat(expected).isNotEmpty();
    assertThat(table.rows(some, NOW)).isEqualTo(expected);
    assertThat(bytes(table, some))
        .isLessThan(bytes(table, RowSelection.everything().ofKeys(List.of(table.key(WIDE)))) / 4);

    // Cut, they are the same: none of the parts lies outside of them.
    List<WidePartition> wide =
        WidePartitions.find(store, table.request(NOW), some, 16 << 10, ReadSettings.defaults());
    List<String> rows = new ArrayList<>();
    for (PartitionCut cut : wide.get(0).cuts()) {
      rows.addAll(
          read(table, range(table, wide.get(0).token() - 1, wide.get(0).token()), some.of(cut)));
    }
    assertThat(wide.get(0).cuts()).hasSizeBetween(3, 20);
    assertThat(rows).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "da"})
  void staticValuesAloneAreOneRowOfOnePart(String version) throws IOException {
    WrittenTable table = table(version, "c ASC, d ASC");
    var rows = table.partition(WIDE).timestamp(10);
    rows.row().add("s", "alone");
    for (int c = 0; c < ROWS; c++) {
      rows.row(c, "a").add("v", noise());
    }
    table.write("node1", rows.build());
    WidePartition wide = wide(table, RowSelection.everything()).get(0);
    assertThat(cut(table, wide)).isEqualTo(table.rows(NOW)).hasSize(ROWS);

    var deletion = table.partition(WIDE).timestamp(20).nowInSec(NOW - 5);
    deletion.addRangeTombstone().start(0).end(ROWS - 2);
    table.write("node2", deletion.build());
    assertThat(cut(table, wide)).isEqualTo(table.rows(NOW)).hasSize(1);

    deletion.row(ROWS - 1, "a").delete();
    table.write("node2", deletion.build());
    assertThat(cut(table, wide))
        .isEqualTo(table.rows(NOW))
        .containsExactly(WIDE + "|null|null|'alone'|null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "da"})
  void rowsOfADroppedColumnAloneAreNoPlaceToCut(String version) throws IOException {
    WrittenTable table = table(version, "c ASC, d ASC");
    table.asOf(
        "CREATE TABLE ks.t (k int, c int, d text, s text static, v text, gone text,"
            + " PRIMARY KEY (k, c, d));");
    table.compression(CompressionParams.lz4(4096));
    var rows = table.partition(WIDE).timestamp(10);
    for (int c = 0; c < ROWS; c++) {
      rows.row(c, "a").noPrimaryKeyLivenessInfo().add(c < ROWS / 4 ? "v" : "gone", noise());
    }
    table.write("node1", rows.build());

    WrittenTable read = table(version, "c ASC, d ASC").with(table.sstables());
    WidePartition wide = wide(read, RowSelection.everything()).get(0);
    assertThat(cut(read, wide)).isEqualTo(read.rows(NOW)).hasSize(ROWS / 4);
  }

  @Test
  void aPartIsReadFromTheRangeOfItsTokenOnly() throws IOException {
    WrittenTable table = fill(table("nb", "c ASC, d ASC"), false);
    PartitionCut cut = wide(table, RowSelection.everything()).get(0).cuts().get(1);
    assertThatThrownBy(() -> read(table, table.request(NOW), RowSelection.everything().of(cut)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is read from that token's range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "oa", "da"})
  void oneBitOfAnIndexNeverChangesThePartsOfAPartition(String version) throws IOException {
    WrittenTable table = fill(table(version, "c ASC, d ASC"), false);
    WidePartition wide =
        WidePartitions.find(
                store,
                table.request(NOW),
                RowSelection.everything(),
                3 * CUT_BYTES,
                ReadSettings.defaults())
            .get(0);
    List<String> expected = table.rows(NOW);
    int flips = Integer.getInteger("pointsman.damage.flips", 10);
    int refused = 0;
    for (Backup.Component component : table.sstables().get(1).components()) {
      String name = component.fileName();
      if (!name.endsWith("-Index.db")
          && !name.endsWith("-Rows.db")
          && !name.endsWith("-Partitions.db")) {
        continue;
      }
      byte[] whole = store.readAll(component.key(), 1 << 24);
      for (int flip = 0; flip < flips; flip++) {
        store.damage(component.key(), random.nextInt((int) component.size()));
        try {
          assertThat(cut(table, wide)).as("with %s damaged", name).isEqualTo(expected);
        } catch (IOException e) {
          refused++;
          assertThat(e).hasMessageContaining("s3://memory/backups/node");
        }
        store.put(component.key(), whole);
      }
    }
    if (!version.equals("da")) {
      assertThat(refused).isPositive();
    }
  }

  @Test
  void aTableOfNarrowPartitionsIsNotLookedInto() throws IOException {
    WrittenTable table = table("nb", "c ASC, d ASC");
    PartitionUpdate[] partitions = new PartitionUpdate[2_000];
    for (int k = 0; k < partitions.length; k++) {
      var partition = table.partition(k).timestamp(10);
      partition.row(1, "a").add("v", noise());
      partitions[k] = partition.build();
    }
    table.write("node1", partitions);
    int before = store.reads();
    assertThat(wide(table, RowSelection.everything())).isEmpty();
    assertThat(store.reads() - before).as("requests: the statistics").isEqualTo(1);
  }
}

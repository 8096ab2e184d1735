package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.Codec;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.backup.PriamFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that the backup tool compressed as a whole are decoded into local files. */
class SpilledScanTest {
  private static final String SCHEMA = "CREATE TABLE ks.t (k int PRIMARY KEY, v text);";
  private static final long NOW = 1_700_000_000;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  private WrittenTable table(int rows, String version) throws IOException {
    WrittenTable table = new WrittenTable(directory.resolve(version), store, SCHEMA, "t");
    table.version(version);
    List<org.apache.cassandra.db.partitions.PartitionUpdate> partitions = new ArrayList<>();
    for (int k = 0; k < rows; k++) {
      var partition = table.partition(k).timestamp(10);
      partition.row().add("v", "value " + k);
      partitions.add(partition.build());
    }
    partitions.sort(java.util.Comparator.comparing(p -> p.partitionKey()));
    table.write("node1", partitions);
    return table;
  }

  /** The same SSTables, their objects framed as Priam does. */
  private List<Backup.SSTable> framed(WrittenTable table, boolean sizesKnown) throws IOException {
    List<Backup.SSTable> framed = new ArrayList<>();
    for (Backup.SSTable sstable : table.sstables()) {
      List<Backup.Component> components = new ArrayList<>();
      for (Backup.Component component : sstable.components()) {
        byte[] content = store.readAll(component.key(), Long.MAX_VALUE);
        byte[] compressed = PriamFixture.framed(content);
        String key = "framed/" + component.key();
        store.put(key, compressed);
        components.add(
            new Backup.Component(
                key,
                component.fileName(),
                compressed.length,
                Codec.SNAPPY,
                sizesKnown ? content.length : -1));
      }
      framed.add(new Backup.SSTable("ks", "t", sstable.node(), sstable.descriptor(), components));
    }
    return framed;
  }

  private ScanRequest request(List<Backup.SSTable> sstables) {
    return new ScanRequest(
        SCHEMA,
        "ks",
        "t",
        sstables,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        java.time.Instant.ofEpochSecond(NOW),
        List.of());
  }

  private ObjectSource source(Spill spill) {
    return new ObjectSource.InStore(store, spill);
  }

  private static List<Path> files(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nb", "da"})
  void theRowsAreTheSame(String version) throws IOException {
    WrittenTable table = table(2_000, version);

    assertThat(table.rows(request(framed(table, true)))).isEqualTo(table.rows(NOW)).hasSize(2_000);
  }

  @Test
  void sizesThatNoManifestToldAreKnownOnceTheyAreDecoded() throws IOException {
    WrittenTable table = table(100, "nb");

    assertThat(table.rows(request(framed(table, false)))).isEqualTo(table.rows(NOW)).hasSize(100);
  }

  @Test
  void allScansOfAProcessDecodeAnObjectOnce() throws IOException {
    WrittenTable table = table(2_000, "nb");
    List<Backup.SSTable> framed = framed(table, true);
    Path spillTo = directory.resolve("spill");
    Spill spill = new Spill(spillTo);

    try (OpenSSTables first = open(spill, framed, table)) {
      assertThat(partitions(first)).isEqualTo(2_000);
      assertThat(first.mount().bytesRead()).isPositive();
      int reads = store.reads();
      int spilled = files(spillTo).size();
      try (OpenSSTables second = open(spill, framed, table)) {
        assertThat(partitions(second)).isEqualTo(2_000);
        assertThat(second.mount().bytesRead()).isZero();
      }
      assertThat(store.reads()).isEqualTo(reads);
      assertThat(files(spillTo)).hasSize(spilled);
    }
  }

  private static int partitions(OpenSSTables opened) throws IOException {
    try (PartitionScanner all = opened.all().get(0).scan(Long.MIN_VALUE, Long.MAX_VALUE, null)) {
      int partitions = 0;
      while (all.hasNext()) {
        all.next().close();
        partitions++;
      }
      return partitions;
    }
  }

  private OpenSSTables open(Spill spill, List<Backup.SSTable> sstables, WrittenTable table)
      throws IOException {
    return OpenSSTables.open(source(spill), ReadSettings.defaults(), sstables, table.metadata());
  }

  @Test
  void whatIsNeverReadIsNeverDecoded() throws IOException {
    WrittenTable table = table(10, "nb");
    Path spillTo = directory.resolve("spill");

    try (OpenSSTables opened = open(new Spill(spillTo), framed(table, true), table)) {
      assertThat(opened.all()).hasSize(1);
      // Neither the checksum of all data nor the list of components is.
      assertThat(files(spillTo).size()).isLessThan(framed(table, true).get(0).components().size());
    }
  }

  @Test
  void anObjectThatHoldsLessOrMoreThanItsManifestSaysIsDamaged() throws IOException {
    WrittenTable table = table(100, "nb");
    for (int difference : new int[] {-1, 1}) {
      List<Backup.SSTable> wrong =
          framed(table, true).stream()
              .map(
                  sstable ->
                      new Backup.SSTable(
                          "ks",
                          "t",
                          sstable.node() + difference,
                          sstable.descriptor(),
                          sstable.components().stream()
                              .map(
                                  each ->
                                      new Backup.Component(
                                          each.key(),
                                          each.fileName(),
                                          each.size(),
                                          each.codec(),
                                          each.contentSize() + difference))
                              .toList()))
              .toList();
      assertThatThrownBy(() -> table.rows(request(wrong)))
          .isInstanceOf(CorruptBackupException.class)
          .hasMessageContaining("s3://memory/framed/backups/node1/data/ks/t-1/nb-1-big-");
    }
  }

  @Test
  void aDamagedFrameIsRefusedWithTheObject() throws IOException {
    WrittenTable table = table(2_000, "nb");
    List<Backup.SSTable> framed = framed(table, true);
    String data =
        framed.get(0).components().stream()
            .map(Backup.Component::key)
            .filter(key -> key.endsWith("-Data.db"))
            .findFirst()
            .orElseThrow();
    store.truncate(data, 100);

    assertThatThrownBy(() -> table.rows(request(framed)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(data);
  }

  @Test
  void aDiskWithoutSpaceIsSaidWithTheSettingThatHelps() throws IOException {
    WrittenTable table = table(10, "nb");
    List<Backup.SSTable> huge =
        framed(table, true).stream()
            .map(
                sstable ->
                    new Backup.SSTable(
                        "ks",
                        "t",
                        "other",
                        sstable.descriptor(),
                        sstable.components().stream()
                            .map(
                                each ->
                                    new Backup.Component(
                                        each.key(),
                                        each.fileName(),
                                        each.size(),
                                        each.codec(),
                                        1L << 60))
                            .toList()))
            .toList();

    assertThatThrownBy(() -> table.rows(request(huge)))
        .hasMessageContaining("POINTSMAN_SPILL_DIRECTORY");
  }
}

package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MedusaBackupsTest {
  private static final String T = "t-" + MedusaFixture.ID;

  private final MemoryObjectStore store = new MemoryObjectStore();

  private MedusaFixture backup(String id) {
    return new MedusaFixture(store, "cluster/one", id);
  }

  private Backup read(String id) throws IOException {
    return reader().read(id, "ks", "t");
  }

  private BackupReader reader() throws IOException {
    return BackupReaders.of("medusa", store, "cluster/one");
  }

  @Test
  void aWholeBackupIsComplete() throws IOException {
    backup("b1").full("node1", "ks", T, "nb-1-big").full("node2", "ks", T, "nb-1-big").finish();

    Backup backup = read("b1");

    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.notes()).isEmpty();
    assertThat(backup.nodes()).extracting(Backup.Node::name).containsExactly("node1", "node2");
    assertThat(backup.nodes().get(0).dataCentre()).isEqualTo("dc1");
    assertThat(backup.nodes().get(0).tokens()).containsExactly(-500L);
    assertThat(backup.schema()).startsWith("CREATE TABLE ks.t");
    assertThat(backup.sstables())
        .extracting(Backup.SSTable::node, Backup.SSTable::descriptor)
        .containsExactlyInAnyOrder(tuple("node1", "nb-1-big"), tuple("node2", "nb-1-big"));
    assertThat(backup.sstables().get(0).components())
        .extracting(Backup.Component::fileName)
        .contains("nb-1-big-Data.db", "nb-1-big-Statistics.db");
  }

  @Test
  void filesOfDifferentialBackupsAreFoundBesideTheBackup() throws IOException {
    backup("b1").differential("node1", "ks", T, "nb-1-big").finish();
    backup("b2")
        .differential("node1", "ks", T, "nb-1-big")
        .differential("node1", "ks", T, "nb-2-big")
        .finish();

    assertThat(read("b1").sstables()).hasSize(1);
    assertThat(read("b2").sstables()).hasSize(2);
    assertThat(read("b2").complete()).isTrue();
  }

  @Test
  void itWasTakenWhenItsLastNodeBegan() throws IOException {
    backup("b1").startedAt(1_700_000_000).node("node1").node("node_2").finish();

    assertThat(read("b1").takenAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_001));
  }

  @Test
  void withoutAStartMarkTheSchemasTimeCounts() throws IOException {
    backup("b1").startedAt(1_700_000_000).node("node1").finish();
    store.delete("cluster/one/index/backup_index/b1/started_node1_1700000000.timestamp");
    store.put(
        "cluster/one/index/backup_index/b1/schema_node1.cql",
        "-- nothing".getBytes(StandardCharsets.UTF_8),
        1_600_000_000_000L);

    assertThat(read("b1").takenAt()).isEqualTo(Instant.ofEpochSecond(1_600_000_000));
  }

  @Test
  void aNodeThatIsNotDoneMakesItIncomplete() throws IOException {
    backup("b1").full("node1", "ks", T, "nb-1-big").node("node2").start().finish("node1");

    assertThat(read("b1").incompleteBecause())
        .singleElement()
        .asString()
        .contains("node2")
        .contains("cluster/one/node2/b1/meta/manifest.json");
    assertThat(reader().list())
        .singleElement()
        .satisfies(
            summary -> {
              assertThat(summary.nodesFinished()).isEqualTo(1);
              assertThat(summary.nodesExpected()).isEqualTo(2);
              assertThat(summary.allNodesFinished()).isFalse();
            });
  }

  @Test
  void everyObjectThatIsNotThereIsListed() throws IOException {
    backup("b1").full("node1", "ks", T, "nb-1-big").full("node2", "ks", T, "nb-7-big").finish();
    store.delete("cluster/one/node1/b1/data/ks/" + T + "/nb-1-big-Data.db");
    store.delete("cluster/one/node2/b1/data/ks/" + T + "/nb-7-big-Index.db");

    assertThat(read("b1").incompleteBecause())
        .hasSize(2)
        .anyMatch(reason -> reason.contains("nb-1-big-Data.db") && reason.contains("not there"))
        .anyMatch(reason -> reason.contains("nb-7-big-Index.db") && reason.contains("not there"));
  }

  @Test
  void anObjectThatWasCutOffIsListedWithBothSizes() throws IOException {
    backup("b1").full("node1", "ks", T, "nb-1-big").finish();
    store.truncate("cluster/one/node1/b1/data/ks/" + T + "/nb-1-big-Data.db", 3);

    assertThat(read("b1").incompleteBecause())
        .singleElement()
        .asString()
        .contains("nb-1-big-Data.db")
        .contains("it has 3 bytes, and 12 in the manifest");
  }

  @Test
  void aSummaryThatWasWrittenAgainIsLeftOutAndNoted() throws IOException {
    backup("b1").full("node1", "ks", T, "nb-1-big").finish();
    store.truncate("cluster/one/node1/b1/data/ks/" + T + "/nb-1-big-Summary.db", 3);

    Backup backup = read("b1");

    assertThat(backup.complete()).isTrue();
    assertThat(backup.notes()).singleElement().asString().contains("nb-1-big-Summary.db");
    assertThat(backup.sstables().get(0).components())
        .extracting(Backup.Component::fileName)
        .doesNotContain("nb-1-big-Summary.db");
  }

  @Test
  void anSSTableWithoutItsIndexIsIncomplete() throws IOException {
    backup("b1")
        .entry("node1", "ks", T, "cluster/one/node1/b1/data/ks/" + T + "/nb-1-big-Data.db", 1)
        .finish();
    store.put("cluster/one/node1/b1/data/ks/" + T + "/nb-1-big-Data.db", new byte[1]);

    assertThat(read("b1").incompleteBecause())
        .hasSize(3)
        .anyMatch(reason -> reason.contains("nb-1-big-CompressionInfo.db"))
        .anyMatch(reason -> reason.contains("nb-1-big-Index.db"))
        .anyMatch(reason -> reason.contains("nb-1-big-Statistics.db"));
  }

  @Test
  void aTableWhoseNameBeginsLikeItIsAnotherTable() throws IOException {
    backup("b1")
        .full("node1", "ks", T, "nb-1-big")
        .full("node1", "ks", "t2-" + MedusaFixture.ID, "nb-2-big")
        .full("node1", "ks", "t-x-" + MedusaFixture.ID, "nb-3-big")
        .full("node1", "ks2", T, "nb-4-big")
        .finish();

    assertThat(read("b1").sstables())
        .extracting(Backup.SSTable::descriptor)
        .containsExactly("nb-1-big");
  }

  @Test
  void aSecondaryIndexIsNotTakenForTheTable() throws IOException {
    String key = "cluster/one/node1/b1/data/ks/" + T + "/.by_v/nb-9-big-Data.db";
    backup("b1").full("node1", "ks", T, "nb-1-big").entry("node1", "ks", T, key, 4).finish();
    store.put(key, new byte[4]);

    Backup backup = read("b1");

    assertThat(backup.complete()).isTrue();
    assertThat(backup.sstables())
        .extracting(Backup.SSTable::descriptor)
        .containsExactly("nb-1-big");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "elsewhere/node1/b1/data/ks/%s/nb-1-big-Data.db",
        "cluster/one/node2/b1/data/ks/%s/nb-1-big-Data.db",
        "cluster/one/node1/b1/data/other/%s/nb-1-big-Data.db",
        "cluster/one/node1/b1/data/ks/%s/../../x/nb-1-big-Data.db"
      })
  void aManifestThatNamesWhatIsNotItsOwnIsRefused(String key) throws IOException {
    String foreign = key.formatted(T);
    backup("b1").node("node2").entry("node1", "ks", T, foreign, 4).finish();
    store.put(foreign, new byte[4]);

    assertThat(read("b1").incompleteBecause())
        .anyMatch(reason -> reason.contains("not below") && reason.contains(foreign));
    assertThat(read("b1").sstables()).isEmpty();
  }

  @Test
  void aManifestThatIsNoJsonMakesItIncomplete() throws IOException {
    MedusaFixture backup = backup("b1").full("node1", "ks", T, "nb-1-big").finish();
    store.put(backup.manifestKey("node1"), "[{\"key".getBytes(StandardCharsets.UTF_8));

    assertThat(read("b1").incompleteBecause())
        .singleElement()
        .asString()
        .contains(backup.manifestKey("node1"))
        .contains("cannot be read");
  }

  @Test
  void aTableThatWasRecreatedMeanwhileIsRefused() throws IOException {
    backup("b1")
        .full("node1", "ks", T, "nb-1-big")
        .full("node2", "ks", "t-" + "b".repeat(32), "nb-1-big")
        .finish();

    assertThat(read("b1").incompleteBecause())
        .singleElement()
        .asString()
        .contains(T)
        .contains("recreated");
  }

  @Test
  void manyFilesAreListedInOneListingPerFolder() throws IOException {
    MedusaFixture backup = backup("b1");
    for (int i = 0; i < 400; i++) {
      backup.full("node1", "ks", T, "nb-" + i + "-big");
    }
    backup.finish();
    int before = store.lists();

    assertThat(read("b1").sstables()).hasSize(400);
    assertThat(store.lists() - before).isEqualTo(2);
    // The manifest's own size.
    assertThat(store.heads()).isEqualTo(1);
  }

  @Test
  void backupsAreListedNewestFirst() throws IOException {
    backup("old").startedAt(1_600_000_000).node("node1").finish();
    backup("new").startedAt(1_700_000_000).node("node1").finish();
    backup("older").startedAt(1_500_000_000).node("node1").finish();

    assertThat(reader().list())
        .extracting(BackupReader.Summary::id)
        .containsExactly("new", "old", "older");
  }

  @Test
  void aBackupThatDoesNotExistIsAMissingFile() {
    assertThatThrownBy(() -> read("nothing"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("s3://memory/cluster/one/index/backup_index/nothing/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "../b1", "a\nb"})
  void anIdThatIsNotOneNameIsRefused(String id) {
    assertThatThrownBy(() -> read(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Not a backup's id");
  }

  @Test
  void anUnknownLayoutIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> BackupReaders.of("tape", store, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no backup layout 'tape', only auto, medusa, priam, esop, plain");
  }
}

package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlainBackupsTest {
  private static final String T = "t-" + PlainFixture.ID;
  private static final String CREATED = "2026-11-01T04:00:00Z";

  private final MemoryObjectStore store = new MemoryObjectStore();

  private PlainFixture node(String node) {
    return new PlainFixture(store, PlainFixture.folder(node, "ks", T, "weekly"));
  }

  private BackupReader reader() throws IOException {
    return BackupReaders.of("auto", store, "hand");
  }

  private Backup read(String tag) throws IOException {
    return reader().read(tag, "ks", "t");
  }

  @Test
  void aSnapshotAsItLiesOnItsNodesIsRead() throws IOException {
    node("node1").sstable("nb-1-big").finish(CREATED, false);
    node("node2").sstable("nb-1-big").finish(CREATED, false);

    Backup backup = read("weekly");

    assertThat(reader().layout()).isEqualTo("plain");
    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.takenAt()).isEqualTo(Instant.parse(CREATED));
    assertThat(backup.schema()).isEqualTo(PlainFixture.SCHEMA);
    assertThat(backup.sstables())
        .extracting(Backup.SSTable::node, Backup.SSTable::descriptor)
        .containsExactlyInAnyOrder(tuple("node1", "nb-1-big"), tuple("node2", "nb-1-big"));
    assertThat(backup.notes())
        .singleElement()
        .asString()
        .contains("whether these are all nodes, node1, node2, is not checked");
    assertThat(reader().list())
        .extracting(BackupReader.Summary::id, BackupReader.Summary::takenAt)
        .containsExactly(tuple("weekly", Instant.parse(CREATED)));
  }

  @Test
  void dataDirectoriesBetweenNodeAndKeyspaceMakeNoDifference() throws IOException {
    new PlainFixture(store, "hand/node1/var/lib/data/ks/" + T + "/snapshots/weekly")
        .sstable("nb-1-big")
        .finish(CREATED, false);

    assertThat(read("weekly").complete()).isTrue();
    assertThat(read("weekly").sstables()).hasSize(1);
  }

  @Test
  void aFolderOfFilesIsReadToo() throws IOException {
    new PlainFixture(store, "hand").sstable("nb-1-big").schema(PlainFixture.SCHEMA);

    Backup backup = read("folder");

    assertThat(reader().list()).extracting(BackupReader.Summary::id).containsExactly("folder");
    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.sstables()).hasSize(1);
    assertThat(backup.notes())
        .anyMatch(note -> note.contains("whether all its SSTables are there is not checked"));
  }

  @Test
  void aFolderForEachNodeIsReadToo() throws IOException {
    new PlainFixture(store, "hand/a").sstable("nb-1-big").schema(PlainFixture.SCHEMA);
    new PlainFixture(store, "hand/b").sstable("nb-1-big");

    assertThat(read("folder").nodes()).extracting(Backup.Node::name).containsExactly("a", "b");
    assertThat(read("folder").sstables()).hasSize(2);
  }

  @Test
  void aNodeWithoutTheSnapshotMakesItIncomplete() throws IOException {
    node("node1").sstable("nb-1-big").finish(CREATED, false);
    new PlainFixture(store, PlainFixture.folder("node2", "ks", T, "older")).finish(CREATED, false);

    assertThat(read("weekly").incompleteBecause())
        .singleElement()
        .asString()
        .contains("node node2: it has no snapshot 'weekly' of ks.t")
        .contains("hand/pointsman-cluster.json");
  }

  @Test
  void aSnapshotWhoseManifestIsNotThereYetIsIncomplete() throws IOException {
    node("node1").sstable("nb-1-big").schema(PlainFixture.SCHEMA);

    assertThat(read("weekly").incompleteBecause())
        .singleElement()
        .asString()
        .contains("no manifest yet, hand/node1/ks/" + T + "/snapshots/weekly/manifest.json");
  }

  @Test
  void everyFileOfTheManifestMustBeThereWithWhatItNeeds() throws IOException {
    node("node1").sstable("nb-1-big").sstable("nb-2-big").finish(CREATED, false);
    String folder = PlainFixture.folder("node1", "ks", T, "weekly") + "/";
    store.delete(folder + "nb-1-big-Data.db");
    store.delete(folder + "nb-2-big-CompressionInfo.db");
    store.put(folder + "nb-2-big-Statistics.db", new byte[0]);

    assertThat(read("weekly").incompleteBecause())
        .hasSize(4)
        .anyMatch(reason -> reason.contains(folder + "nb-1-big-Data.db, it is not there"))
        .anyMatch(reason -> reason.contains("no nb-2-big-CompressionInfo.db or -CRC.db"))
        .anyMatch(reason -> reason.contains("nb-2-big-Statistics.db, it is empty"));
  }

  @Test
  void whatIsLeftOfAnOlderUploadIsNotRead() throws IOException {
    node("node1").sstable("nb-0-big");
    node("node1").sstable("nb-1-big").finish(CREATED, false);

    assertThat(read("weekly").sstables())
        .extracting(Backup.SSTable::descriptor)
        .containsExactly("nb-1-big");
  }

  @Test
  void anEphemeralSnapshotIsNoted() throws IOException {
    node("node1").sstable("nb-1-big").finish(CREATED, true);

    assertThat(read("weekly").notes()).anyMatch(note -> note.contains("ephemeral"));
  }

  @Test
  void withoutASchemaItIsIncomplete() throws IOException {
    node("node1").sstable("nb-1-big").finish(CREATED, false);
    store.delete(PlainFixture.folder("node1", "ks", T, "weekly") + "/schema.cql");

    assertThat(read("weekly").incompleteBecause())
        .singleElement()
        .asString()
        .contains("schema.cql");
  }

  @Test
  void aTableWhoseNameBeginsLikeItIsAnotherTable() throws IOException {
    node("node1").sstable("nb-1-big").finish(CREATED, false);
    new PlainFixture(store, PlainFixture.folder("node1", "ks", "t2-" + PlainFixture.ID, "weekly"))
        .sstable("nb-2-big")
        .finish(CREATED, false);

    assertThat(read("weekly").sstables())
        .extracting(Backup.SSTable::descriptor)
        .containsExactly("nb-1-big");
  }

  @Test
  void manyObjectsAndNamesThatNeedQuotingAreRead() throws IOException {
    PlainFixture node =
        new PlainFixture(
            store,
            PlainFixture.folder("node1", "Shop", "OrdersByDay-" + PlainFixture.ID, "weekly"));
    for (int i = 0; i < 300; i++) {
      node.sstable("nb-" + i + "-big");
    }
    node.finish(CREATED, false);

    assertThat(reader().read("weekly", "Shop", "OrdersByDay").sstables()).hasSize(300);
  }

  @Test
  void withTheRingInAFileWhoOwnsWhatIsChecked() throws IOException {
    node("node1").sstable("nb-1-big").finish(CREATED, false);
    node("node2").sstable("nb-1-big").finish(CREATED, false);
    store.put(
        "hand/pointsman-cluster.json",
        """
        {"partitioner": "org.apache.cassandra.dht.Murmur3Partitioner",
         "replication": {"ks": {"class": "SimpleStrategy", "replication_factor": 1}},
         "nodes": [{"name": "node1", "dc": "dc1", "rack": "r1", "tokens": ["-100"]},
                   {"name": "node2", "dc": "dc1", "rack": "r1", "tokens": [100]}]}
        """
            .getBytes(StandardCharsets.UTF_8));

    Pins pins = new Pins(SourceDefinition.of("hand", "s3://memory/hand", "plain"), reader());
    Pins.Pinned pinned = pins.newest("ks", "t", null, null);

    assertThat(pinned.pin().ringDigest()).hasSize(64);
    Backup backup = pinned.backup();
    assertThat(backup.notes()).isEmpty();
    TokenSet ofNode2 =
        backup.sstables().stream()
            .filter(sstable -> sstable.node().equals("node2"))
            .findFirst()
            .orElseThrow()
            .owned();
    assertThat(ofNode2.contains(0)).isTrue();
    assertThat(ofNode2.contains(-100)).isFalse();
    assertThat(ofNode2.contains(101)).isFalse();

    store.put("hand/pointsman-cluster.json", "{}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> new Pins(source(), reader()).pinned(pinned.pin(), "ks", "t"))
        .isInstanceOf(NoUsableBackupException.class)
        .hasMessageContaining("The ring of backup 'weekly' is not the one that was pinned");
  }

  private static SourceDefinition source() {
    return SourceDefinition.of("hand", "s3://memory/hand", "plain");
  }

  @Test
  void typesThatTheSnapshotLeftOutComeBeforeItsSchema() throws IOException {
    node("node1").sstable("nb-1-big").finish(CREATED, false);
    store.put(
        "hand/pointsman-cluster.json",
        "{\"types\": [\"CREATE TYPE ks.line (sku text)\"]}".getBytes(StandardCharsets.UTF_8));

    assertThat(read("weekly").schema())
        .isEqualTo("CREATE TYPE ks.line (sku text);\n" + PlainFixture.SCHEMA);
  }

  @Test
  void aMisspeltWordAboutTheClusterIsAnError() {
    store.put("hand/pointsman-cluster.json", "{\"node\": []}".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> BackupReaders.of("plain", store, "hand"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hand/pointsman-cluster.json does not describe a cluster")
        .hasMessageContaining("'node' is not known");
  }

  @Test
  void aSnapshotThatDoesNotExistIsAMissingFile() throws IOException {
    node("node1").sstable("nb-1-big").finish(CREATED, false);

    assertThatThrownBy(() -> read("daily")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void whereNothingIsKnownItIsSaidWhatWasLookedFor() {
    store.put("hand/readme.txt", new byte[3]);

    assertThatThrownBy(this::reader)
        .isInstanceOf(NoUsableBackupException.class)
        .hasMessageContaining("s3://memory/hand/")
        .hasMessageContaining("medusa (index/backup_index/<backup>/)")
        .hasMessageContaining("priam (<token>/META_V2/")
        .hasMessageContaining("esop (<dc>/<host id>/manifests/")
        .hasMessageContaining("plain (");
  }
}

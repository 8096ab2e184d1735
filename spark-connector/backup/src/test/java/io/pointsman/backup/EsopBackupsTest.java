package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EsopBackupsTest {
  private static final String T = "t-" + EsopFixture.ID;
  private static final Instant NIGHT = Instant.parse("2026-11-01T04:00:00Z");

  private final MemoryObjectStore store = new MemoryObjectStore();

  private EsopFixture backup(String tag) {
    return new EsopFixture(store, "esop/members", tag, NIGHT);
  }

  private BackupReader reader() throws IOException {
    return BackupReaders.of("auto", store, "esop/members");
  }

  private Backup read(String tag) throws IOException {
    return reader().read(tag, "ks", "t");
  }

  @Test
  void aWholeBackupIsCompleteWithItsRingAndSchema() throws IOException {
    backup("b1").sstable("n1", "ks", T, "nb-1-big").sstable("n2", "ks", T, "nb-1-big").finish();

    Backup backup = read("b1");

    assertThat(reader().layout()).isEqualTo("esop");
    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.notes()).isEmpty();
    assertThat(backup.takenAt()).isEqualTo(NIGHT.plusSeconds(1));
    assertThat(backup.schema()).isEqualTo(EsopFixture.SCHEMA);
    assertThat(backup.nodes())
        .extracting(Backup.Node::name, Backup.Node::dataCentre, Backup.Node::rack)
        .containsExactly(tuple("n1", "dc1", "r1"), tuple("n2", "dc1", "r1"));
    assertThat(backup.nodes().get(0).tokens()).containsExactly(-1_094L);
    assertThat(backup.sstables())
        .extracting(Backup.SSTable::node, Backup.SSTable::descriptor)
        .containsExactlyInAnyOrder(tuple("n1", "nb-1-big"), tuple("n2", "nb-1-big"));
  }

  @Test
  void filesThatSeveralBackupsShareAreReadByEach() throws IOException {
    backup("b1").sstable("n1", "ks", T, "nb-1-big").finish();
    backup("b2").sstable("n1", "ks", T, "nb-1-big").sstable("n1", "ks", T, "nb-2-big").finish();

    assertThat(read("b1").sstables()).hasSize(1);
    assertThat(read("b2").sstables()).hasSize(2);
    assertThat(reader().list()).extracting(BackupReader.Summary::id).contains("b1", "b2");
  }

  @Test
  void aNodeOfTheTopologyThatIsNotDoneMakesItIncomplete() throws IOException {
    backup("b1").sstable("n1", "ks", T, "nb-1-big").node("n2").topology().finish("n1");

    assertThat(read("b1").incompleteBecause())
        .singleElement()
        .asString()
        .contains("node n2: it has no manifest, esop/members/<dc>/n2/manifests/b1-*.json");
    assertThat(reader().list())
        .singleElement()
        .satisfies(summary -> assertThat(summary.allNodesFinished()).isFalse());
  }

  @Test
  void withoutItsTopologyItIsIncomplete() throws IOException {
    EsopFixture backup = backup("b1").sstable("n1", "ks", T, "nb-1-big").finish();
    store.delete(backup.topologyKey());

    assertThat(read("b1").incompleteBecause())
        .singleElement()
        .asString()
        .contains("topology/b1*.json");
    assertThat(reader().list().get(0).nodesExpected()).isEqualTo(-1);
  }

  @Test
  void whatIsMissingOrCutOffIsListed() throws IOException {
    EsopFixture backup =
        backup("b1").sstable("n1", "ks", T, "nb-1-big").sstable("n2", "ks", T, "nb-7-big").finish();
    store.delete(backup.home("n1") + EsopFixture.objectKey("ks", T, "nb-1-big", "Data.db"));
    store.truncate(backup.home("n2") + EsopFixture.objectKey("ks", T, "nb-7-big", "Index.db"), 3);
    store.truncate(backup.home("n2") + EsopFixture.objectKey("ks", T, "nb-7-big", "Summary.db"), 3);

    Backup read = read("b1");

    assertThat(read.incompleteBecause())
        .hasSize(2)
        .anyMatch(reason -> reason.contains("nb-1-big-Data.db, it is not there"))
        .anyMatch(reason -> reason.contains("nb-7-big-Index.db, it has 3 bytes"));
    assertThat(read.notes()).singleElement().asString().contains("nb-7-big-Summary.db");
  }

  @Test
  void anotherTableWhoseNameBeginsLikeItIsNotRead() throws IOException {
    backup("b1")
        .sstable("n1", "ks", T, "nb-1-big")
        .sstable("n1", "ks", "t2-" + EsopFixture.ID, "nb-2-big")
        .sstable("n1", "ks2", T, "nb-3-big")
        .finish();

    assertThat(read("b1").sstables())
        .extracting(Backup.SSTable::descriptor)
        .containsExactly("nb-1-big");
  }

  @Test
  void aTableThatWasRecreatedMeanwhileIsRefused() throws IOException {
    backup("b1")
        .sstable("n1", "ks", T, "nb-1-big")
        .sstable("n2", "ks", "t-" + "b".repeat(32), "nb-1-big")
        .finish();

    assertThat(read("b1").incompleteBecause()).singleElement().asString().contains("recreated");
  }

  @Test
  void aNameThatNeedsQuotingAndManyObjectsAreRead() throws IOException {
    EsopFixture backup = backup("b1");
    for (int i = 0; i < 300; i++) {
      backup.sstable("n1", "Shop", "OrdersByDay-" + EsopFixture.ID, "nb-" + i + "-big");
    }
    backup.finish();

    assertThat(reader().read("b1", "Shop", "OrdersByDay").sstables()).hasSize(300);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../n2/data/ks/%s/1-1/nb-1-big-Data.db",
        "data/other/%s/1-1/nb-1-big-Data.db",
        "data/ks/%s/../../x/nb-1-big-Data.db",
        "/data/ks/%s/1-1/nb-1-big-Data.db",
        "data/ks/t2-%s/1-1/nb-1-big-Data.db"
      })
  void aManifestThatNamesWhatIsNotItsOwnIsRefused(String key) throws IOException {
    String foreign = key.formatted(T);
    backup("b1")
        .entries("n1", "ks", T, "nb-1-big", List.of(EsopFixture.entry(foreign, 4)))
        .finish();

    assertThat(read("b1").incompleteBecause())
        .anyMatch(reason -> reason.contains("not below") && reason.contains(foreign));
    assertThat(read("b1").sstables()).isEmpty();
  }

  @Test
  void whatIsNoManifestMakesItsNodeIncomplete() throws IOException {
    EsopFixture backup = backup("b1").sstable("n1", "ks", T, "nb-1-big").finish();
    store.put(backup.manifestKey("n1"), "{\"tokens\":[]}".getBytes());

    assertThat(read("b1").incompleteBecause())
        .anyMatch(reason -> reason.contains("cannot be read, it has no 'snapshot'"));
  }

  @Test
  void aBackupThatDoesNotExistIsAMissingFile() throws IOException {
    backup("b1").sstable("n1", "ks", T, "nb-1-big").finish();

    assertThatThrownBy(() -> read("nothing")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> read("../b1")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatABackupHoldsIsToldByItsManifests() throws IOException {
    backup("b1").sstable("n1", "ks", T, "nb-1-big").finish();

    assertThat(reader().contents("b1").tables())
        .singleElement()
        .satisfies(
            table -> {
              assertThat(table.table()).isEqualTo("t");
              assertThat(table.files()).isEqualTo(5);
              assertThat(table.formats()).containsExactly("nb-big");
            });
  }
}

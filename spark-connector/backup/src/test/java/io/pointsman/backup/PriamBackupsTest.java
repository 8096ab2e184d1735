package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriamBackupsTest {
  private static final String CLUSTER = "backup/-1234_members";
  private static final String T = "t-" + PriamFixture.ID;
  private static final String A = "-3074457345618258603";
  private static final String B = "3074457345618258602";
  private static final Instant NIGHT = Instant.parse("2026-11-01T04:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final MemoryObjectStore store = new MemoryObjectStore();

  private PriamFixture node(String token, Instant at) {
    return new PriamFixture(store, CLUSTER, token, at, "SNAPPY");
  }

  private PriamFixture whole(String token, Instant at) throws IOException {
    return node(token, at)
        .sstable("ks", T, "mc-3-big", at.minusSeconds(600))
        .schema("ks", T, PriamFixture.SCHEMA)
        .finish();
  }

  private BackupReader reader() throws IOException {
    return BackupReaders.of("auto", store, "backup");
  }

  private Backup read(Instant at) throws IOException {
    return reader().read(at.toString(), "ks", "t");
  }

  private Pins pins() throws IOException {
    return new Pins(SourceDefinition.of("members", "s3://memory/backup", "priam"), reader());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SNAPPY", "NONE"})
  void aWholeBackupIsComplete(String compression) throws IOException {
    for (String token : List.of(A, B)) {
      new PriamFixture(store, CLUSTER, token, NIGHT, compression)
          .sstable("ks", T, "mc-3-big", NIGHT.minusSeconds(60))
          .schema("ks", T, PriamFixture.SCHEMA)
          .finish();
    }

    Backup backup = read(NIGHT);

    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.takenAt()).isEqualTo(NIGHT);
    assertThat(backup.schema()).isEqualTo(PriamFixture.SCHEMA);
    assertThat(backup.nodes())
        .extracting(Backup.Node::name, Backup.Node::rack, Backup.Node::tokens)
        .containsExactly(
            tuple(A, "1a", List.of(Long.parseLong(A))), tuple(B, "1a", List.of(Long.parseLong(B))));
    assertThat(backup.sstables())
        .extracting(Backup.SSTable::node, Backup.SSTable::descriptor)
        .containsExactlyInAnyOrder(tuple(A, "mc-3-big"), tuple(B, "mc-3-big"));
    assertThat(backup.sstables().get(0).components())
        .allSatisfy(
            component -> {
              assertThat(component.codec().name()).isEqualTo(compression);
              assertThat(component.contentSize())
                  .isEqualTo(A.length() + component.fileName().length() - "mc-3-big-".length());
            });
    assertThat(backup.notes())
        .singleElement()
        .asString()
        .contains("expected nodes are the 2")
        .contains("pointsman-cluster.json");
  }

  @Test
  void itsLayoutIsFoundBelowTheClustersFolderToo() throws IOException {
    whole(A, NIGHT);

    assertThat(reader().layout()).isEqualTo("priam");
    assertThat(BackupReaders.of("auto", store, CLUSTER).layout()).isEqualTo("priam");
    assertThat(BackupReaders.of("priam", store, CLUSTER).list()).hasSize(1);
  }

  @Test
  void ofSeveralClustersOneMustBeNamed() throws IOException {
    whole(A, NIGHT);
    new PriamFixture(store, "backup/77_other", A, NIGHT, "NONE").finish();

    assertThatThrownBy(this::reader)
        .isInstanceOf(NoUsableBackupException.class)
        .hasMessageContaining("several clusters")
        .hasMessageContaining("backup/-1234_members/; backup/77_other/");
    assertThat(BackupReaders.of("auto", store, CLUSTER).list()).hasSize(1);
  }

  @Test
  void aManifestThatIsThereBeforeItsDataIsIncomplete() throws IOException {
    whole(A, NIGHT);
    PriamFixture early = whole(B, NIGHT);
    store.delete(early.dataKey(NIGHT.minusSeconds(600), "ks", T, "mc-3-big-Data.db"));

    assertThat(read(NIGHT).incompleteBecause())
        .singleElement()
        .asString()
        .contains("node " + B)
        .contains("mc-3-big-Data.db, it is not there");
  }

  @Test
  void aNodeWhoseNewestIsNotWholeYetIsReadFromItsLastWholeOne() throws IOException {
    whole(A, NIGHT.plusSeconds(1_800));
    whole(B, NIGHT);
    PriamFixture later =
        node(B, NIGHT.plusSeconds(1_800))
            .sstable("ks", T, "mc-4-big", NIGHT.plusSeconds(900))
            .finish();
    store.delete(later.dataKey(NIGHT.plusSeconds(900), "ks", T, "mc-4-big-Index.db"));

    Backup backup = read(NIGHT.plusSeconds(1_800));

    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.nodes())
        .extracting(Backup.Node::takenAt)
        .containsExactly(NIGHT.plusSeconds(1_800), NIGHT);
    assertThat(backup.notes())
        .anyMatch(
            note ->
                note.contains("Node " + B)
                    && note.contains("2026-11-01T04:00:00Z is read")
                    && note.contains("mc-4-big-Index.db"));
  }

  @Test
  void aNodeWithoutAManifestThatNightIsNamedWithBothInstants() throws IOException {
    whole(A, NIGHT.minus(DAY));
    whole(B, NIGHT.minus(DAY));
    whole(A, NIGHT);

    assertThat(read(NIGHT).incompleteBecause())
        .singleElement()
        .asString()
        .contains("node " + B)
        .contains("2026-10-31T04:00:00Z, more than PT1H before 2026-11-01T04:00:00Z");
    assertThat(pins().newest("ks", "t", null, null).pin().backupId())
        .isEqualTo("2026-10-31T04:00:00Z");
  }

  @Test
  void asOfATimeEachNodesNewestAtOrBeforeItIsRead() throws IOException {
    for (int day = 3; day >= 0; day--) {
      whole(A, NIGHT.minus(DAY.multipliedBy(day)).minusSeconds(300));
      whole(B, NIGHT.minus(DAY.multipliedBy(day)));
    }

    Instant asOf = NIGHT.minus(DAY).plusSeconds(60);
    BackupPin pin = pins().newest("ks", "t", asOf, null).pin();

    assertThat(pin.takenAt()).isEqualTo(NIGHT.minus(DAY));
    assertThat(pin.nodes())
        .extracting(BackupPin.NodeManifest::manifestKey)
        .allMatch(key -> key.contains("20261031"));
    assertThat(reader().list())
        .extracting(BackupReader.Summary::id, BackupReader.Summary::allNodesFinished)
        .startsWith(tuple("2026-11-01T04:00:00Z", true), tuple("2026-10-31T04:00:00Z", true))
        .hasSize(4);
  }

  @Test
  void aPinIsTheSameBackupWhateverIsWrittenLater() throws IOException {
    whole(A, NIGHT);
    whole(B, NIGHT.minusSeconds(120));
    BackupPin pin = pins().newest("ks", "t", null, null).pin();
    node(B, NIGHT.minusSeconds(60))
        .sstable("ks", T, "mc-9-big", NIGHT.minusSeconds(90))
        .schema("ks", T, PriamFixture.SCHEMA)
        .finish();
    whole(A, NIGHT.plus(DAY));

    Backup again = pins().pinned(pin, "ks", "t");

    assertThat(again.sstables()).extracting(Backup.SSTable::descriptor).containsOnly("mc-3-big");
    assertThat(again.takenAt()).isEqualTo(pin.takenAt());
    store.delete(pin.nodes().get(1).manifestKey());
    assertThatThrownBy(() -> pins().pinned(pin, "ks", "t"))
        .isInstanceOf(NoUsableBackupException.class)
        .hasMessageContaining("gone since it was pinned")
        .hasMessageContaining(pin.nodes().get(1).manifestKey());
  }

  @Test
  void theSchemaIsThatOfTheSnapshotAndNotOfALaterOne() throws IOException {
    whole(A, NIGHT);
    node(A, NIGHT.plus(DAY))
        .sstable("ks", T, "mc-3-big", NIGHT.minusSeconds(600))
        .schema("ks", T, "CREATE TABLE ks.t (k int PRIMARY KEY, v text, added int);")
        .finish();

    assertThat(read(NIGHT).schema()).isEqualTo(PriamFixture.SCHEMA);
    assertThat(read(NIGHT.plus(DAY)).schema()).contains("added");
  }

  @Test
  void withoutASchemaOfThatSnapshotItIsIncomplete() throws IOException {
    node(A, NIGHT).sstable("ks", T, "mc-3-big", NIGHT.minusSeconds(600)).finish();
    node(A, NIGHT.plus(DAY)).schema("ks", T, PriamFixture.SCHEMA).finish();

    assertThat(read(NIGHT).incompleteBecause())
        .singleElement()
        .asString()
        .contains("the schema")
        .contains("ks/t-<id>");
  }

  @Test
  void retiredTokensLingerAndAreSaidToBeSo() throws IOException {
    whole(A, NIGHT);
    whole(B, NIGHT.minus(Duration.ofDays(30)));

    Backup backup = read(NIGHT);

    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.nodes()).extracting(Backup.Node::name).containsExactly(A);
    assertThat(backup.notes()).anyMatch(note -> note.contains(B) && note.contains("retired"));
  }

  @Test
  void nodesThatTheUserNamedAreExpectedHoweverOldTheirManifests() throws IOException {
    whole(A, NIGHT);
    whole(B, NIGHT.minus(Duration.ofDays(30)));
    store.put(
        "backup/pointsman-cluster.json",
        """
        {"nodes": [{"name": "%s", "dc": "us-east", "rack": "1a", "tokens": ["%s"]},
                   {"name": "%s", "dc": "us-east", "rack": "1b", "tokens": ["%s"]},
                   {"name": "17", "dc": "us-east", "rack": "1c", "tokens": ["17"]}]}
        """
            .formatted(A, A, B, B)
            .getBytes(StandardCharsets.UTF_8));

    assertThat(read(NIGHT).incompleteBecause())
        .hasSize(2)
        .anyMatch(reason -> reason.contains("node " + B) && reason.contains("2026-10-02"))
        .anyMatch(reason -> reason.contains("node 17: it has no manifest"));
  }

  @Test
  void aTableWhoseNameBeginsLikeItIsAnotherTable() throws IOException {
    node(A, NIGHT)
        .sstable("ks", T, "mc-3-big", NIGHT)
        .sstable("ks", "t2-" + PriamFixture.ID, "mc-4-big", NIGHT)
        .sstable("ks2", T, "mc-5-big", NIGHT)
        .schema("ks", "t2-" + PriamFixture.ID, "CREATE TABLE ks.t2 (k int PRIMARY KEY);")
        .schema("ks", T, PriamFixture.SCHEMA)
        .finish();

    Backup backup = read(NIGHT);

    assertThat(backup.sstables())
        .extracting(Backup.SSTable::descriptor)
        .containsExactly("mc-3-big");
    assertThat(backup.schema()).isEqualTo(PriamFixture.SCHEMA);
  }

  @Test
  void aTableNameThatNeedsQuotingIsTakenAsItIs() throws IOException {
    String directory = "OrdersByDay-" + PriamFixture.ID;
    node(A, NIGHT)
        .sstable("Shop", directory, "nb-1-big", NIGHT)
        .schema("Shop", directory, "CREATE TABLE \"Shop\".\"OrdersByDay\" (k int PRIMARY KEY);")
        .finish();

    assertThat(reader().read(NIGHT.toString(), "Shop", "OrdersByDay").complete()).isTrue();
    assertThat(reader().read(NIGHT.toString(), "Shop", "ordersbyday").sstables()).isEmpty();
  }

  @Test
  void moreThanAThousandObjectsAreFound() throws IOException {
    PriamFixture node = node(A, NIGHT).schema("ks", T, PriamFixture.SCHEMA);
    for (int i = 0; i < 300; i++) {
      node.sstable("ks", T, "nb-" + i + "-big", NIGHT.minusSeconds(i % 50));
    }
    node.finish();

    assertThat(read(NIGHT).complete()).isTrue();
    assertThat(read(NIGHT).sstables()).hasSize(300);
  }

  @Test
  void whatABackupHoldsIsToldByItsManifests() throws IOException {
    whole(A, NIGHT);
    whole(B, NIGHT);

    assertThat(reader().contents(NIGHT.toString()).tables())
        .extracting(
            BackupReader.TableContents::table,
            BackupReader.TableContents::sstables,
            BackupReader.TableContents::formats)
        .containsExactly(tuple("t", 1, List.of("mc-big")), tuple("t", 1, List.of("mc-big")));
  }

  @Test
  void withoutAnyManifestSoEarlyThereIsNoBackup() throws IOException {
    whole(A, NIGHT);

    assertThatThrownBy(() -> read(NIGHT.minus(DAY))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> reader().read("nightly", "ks", "t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an instant");
  }
}

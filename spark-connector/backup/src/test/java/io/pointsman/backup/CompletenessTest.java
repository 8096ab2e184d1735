package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Six nodes in two data centres, each with three racks and three replicas of everything. */
class CompletenessTest {
  private static final String T = "t-" + EsopFixture.ID;
  private static final Instant NIGHT = Instant.parse("2026-11-01T04:00:00Z");
  private static final String REPLICATION =
      "{'class': 'NetworkTopologyStrategy', 'dc1': '3', 'dc2': '3'}";

  private final MemoryObjectStore store = new MemoryObjectStore();
  private MedusaFixture backup;

  @BeforeEach
  void upload() throws IOException {
    upload("", 1);
  }

  private void upload(String options, long secondsApart) throws IOException {
    backup =
        new MedusaFixture(store, "c", "b")
            .schema(
                "CREATE KEYSPACE ks WITH replication = "
                    + REPLICATION
                    + " AND durable_writes = true;\n-- of the table; 'quoted'\n"
                    + "CREATE TABLE ks.t (k int PRIMARY KEY, v text)"
                    + options
                    + ";")
            .startedAt(NIGHT.getEpochSecond())
            .secondsApart(secondsApart);
    for (String dataCentre : new String[] {"dc1", "dc2"}) {
      for (int i = 1; i <= 3; i++) {
        backup
            .place(dataCentre + "n" + i, dataCentre, "r" + i)
            .full(dataCentre + "n" + i, "ks", T, "nb-1-big");
      }
    }
    backup.finish();
  }

  private Pins pins(String dataCentre, String consistency) throws IOException {
    return new Pins(
        SourceDefinition.of("c", "s3://memory/c", "medusa").withReplicas(dataCentre, consistency),
        BackupReaders.of("medusa", store, "c"));
  }

  private void lose(String... nodes) {
    for (String node : nodes) {
      store.delete("c/" + node + "/b/data/ks/" + T + "/nb-1-big-Data.db");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ALL,         ,     '',                  true",
    "ALL,         ,     dc1n1,               false",
    "ALL,         dc2,  dc1n1,               true",
    "LOCAL_ALL,   dc1,  dc1n1,               false",
    "LOCAL_ALL,   dc1,  'dc2n1 dc2n2',       true",
    "LOCAL_QUORUM,dc1,  dc1n2,               true",
    "LOCAL_QUORUM,dc1,  'dc1n2 dc1n3',       false",
    "LOCAL_QUORUM,dc1,  'dc2n1 dc2n2 dc2n3', true",
    "ONE,         ,     'dc1n1 dc1n2 dc1n3 dc2n1 dc2n2', true",
    "ONE,         dc1,  'dc1n1 dc1n2 dc1n3', false",
  })
  void aBackupIsCompleteForAConsistency(
      String consistency, String dataCentre, String lost, boolean complete) throws IOException {
    lose(lost.isEmpty() ? new String[0] : lost.split(" "));

    if (complete) {
      Backup read = pins(dataCentre, consistency).byId("b", "ks", "t", null).backup();
      assertThat(read.nodes()).extracting(Backup.Node::name).doesNotContain(lost.split(" "));
      assertThat(read.sstables())
          .extracting(Backup.SSTable::node)
          .doesNotContain(lost.split(" "))
          .containsExactlyInAnyOrderElementsOf(
              read.nodes().stream().map(Backup.Node::name).toList());
    } else {
      assertThatThrownBy(() -> pins(dataCentre, consistency).byId("b", "ks", "t", null))
          .isInstanceOf(NoUsableBackupException.class)
          .hasMessageContaining(lost.split(" ")[0]);
    }
  }

  @Test
  void aNodeBeyondTheConsistencyIsReportedAndNotReadInPart() throws IOException {
    backup.full("dc1n2", "ks", T, "nb-2-big").finish("dc1n2");
    lose("dc1n2");

    Backup read = pins("dc1", "LOCAL_QUORUM").byId("b", "ks", "t", null).backup();

    assertThat(read.sstables()).extracting(Backup.SSTable::node).containsOnly("dc1n1", "dc1n3");
    assertThat(read.notes())
        .anyMatch(
            note ->
                note.startsWith("Not read, and not needed for LOCAL_QUORUM: node dc1n2")
                    && note.contains("nb-1-big-Data.db"));
  }

  @Test
  void tooFewReplicasAreNamedByTheirRange() throws IOException {
    lose("dc1n2", "dc1n3");

    assertThatThrownBy(() -> pins("dc1", "LOCAL_QUORUM").byId("b", "ks", "t", null))
        .hasMessageContaining("3 of 3 token ranges have too few whole replicas")
        .hasMessageContaining("with 1 of 3, 2 needed");
  }

  @Test
  void aLocalConsistencyWantsADataCentre() {
    assertThatThrownBy(() -> pins(null, "LOCAL_QUORUM").byId("b", "ks", "t", null))
        .hasMessageContaining("the backup has dc1, dc2: name one");
    assertThatThrownBy(() -> pins(null, "SOME").byId("b", "ks", "t", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no consistency 'SOME', only [ALL, LOCAL_ALL, LOCAL_QUORUM, ONE]");
  }

  @Test
  void withoutReplicationLessThanAllCannotBeJudged() throws IOException {
    backup.schema("CREATE TABLE ks.t (k int PRIMARY KEY, v text);").finish();
    lose("dc1n2");

    assertThatThrownBy(() -> pins("dc1", "ONE").byId("b", "ks", "t", null))
        .hasMessageContaining(
            "consistency ONE cannot be judged, since nothing says how the keyspace"
                + " is replicated; pointsman-cluster.json can");
    store.put(
        "c/pointsman-cluster.json",
        ("{\"replication\": {\"ks\": {\"class\": \"NetworkTopologyStrategy\", \"dc1\": 3}}}")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(pins("dc1", "ONE").byId("b", "ks", "t", null).backup().complete()).isTrue();
  }

  @Test
  void tokenMapsThatDifferMakeOwnershipUnchecked() throws IOException {
    store.put(
        "c/index/backup_index/b/tokenmap_dc1n1.json",
        "{\"dc1n1\":{\"tokens\":[1],\"dc\":\"dc1\",\"rack\":\"r1\"}}"
            .getBytes(StandardCharsets.UTF_8));

    Pins.Pinned pinned = pins("dc1", "ALL").byId("b", "ks", "t", null);

    assertThat(pinned.pin().ringDigest()).isNull();
    assertThat(pinned.backup().sstables()).allMatch(each -> each.owned().isEverything());
    assertThat(pinned.backup().notes())
        .anyMatch(
            note ->
                note.startsWith("Who owns which rows is not checked")
                    && note.contains("the ring changed while it was backed up"));
  }

  @Test
  void aPinReadsTheNodesThatItNamesAndNoOthers() throws IOException {
    lose("dc1n2");
    BackupPin pin = pins("dc1", "LOCAL_QUORUM").byId("b", "ks", "t", null).pin();
    assertThat(pin.nodes())
        .extracting(BackupPin.NodeManifest::node)
        .containsExactly("dc1n1", "dc1n3");
    assertThat(pin.consistency()).isEqualTo("LOCAL_QUORUM");
    // The upload of the third node ends after all.
    backup.full("dc1n2", "ks", T, "nb-1-big");

    assertThat(pins("dc1", "LOCAL_QUORUM").pinned(pin, "ks", "t").sstables())
        .extracting(Backup.SSTable::node)
        .containsOnly("dc1n1", "dc1n3");
    lose("dc1n3");
    assertThatThrownBy(() -> pins("dc1", "LOCAL_QUORUM").pinned(pin, "ks", "t"))
        .hasMessageContaining("not complete any more since it was pinned")
        .hasMessageContaining("dc1n3");
  }

  @Test
  void snapshotsTooFarApartAreNamedWithBothInstants() throws IOException {
    upload("", 3_000);

    assertThatThrownBy(() -> pins(null, null).byId("b", "ks", "t", null))
        .hasMessageContaining(
            "node dc1n1 began its snapshot at 2026-11-01T04:00:00Z and node dc2n3 at"
                + " 2026-11-01T08:10:00Z: PT4H10M apart, more than PT1H, the most that is allowed");
    Pins patient =
        new Pins(
            SourceDefinition.of("c", "s3://memory/c", "medusa"),
            BackupReaders.of("medusa", store, "c", Duration.ofHours(5)));
    assertThat(patient.byId("b", "ks", "t", null).backup().complete()).isTrue();
  }

  @Test
  void snapshotsMayNeverBeFurtherApartThanTombstonesLive() throws IOException {
    upload(" WITH gc_grace_seconds = 600 AND comment = 'gc_grace_seconds = 9'", 300);

    assertThatThrownBy(() -> pins(null, null).byId("b", "ks", "t", null))
        .hasMessageContaining("PT25M apart, more than PT10M, the table's gc_grace_seconds");
    assertThat(pins("dc1", "LOCAL_ALL").byId("b", "ks", "t", null).backup().incompleteBecause())
        .isEmpty();
  }

  @Test
  void coverageIsCountedByRange() throws IOException {
    lose("dc1n2");
    Backup read = BackupReaders.of("medusa", store, "c").read("b", "ks", "t");

    assertThat(Coverage.of(read, "dc1").byReplicas())
        .containsExactly(java.util.Map.entry("2 of 3", 3));
    assertThat(Coverage.of(read, null).byReplicas())
        .containsExactly(java.util.Map.entry("5 of 6", 6));
    assertThat(Coverage.of(read, null).holes()).isEmpty();
  }
}

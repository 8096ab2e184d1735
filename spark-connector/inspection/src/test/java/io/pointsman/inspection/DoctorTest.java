package io.pointsman.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.MedusaFixture;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.backup.Pins;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.inspection.Finding.Kind;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final String T = "t-" + MedusaFixture.ID;
  private static final String KEYSPACE =
      "CREATE KEYSPACE ks WITH replication = {'class': 'NetworkTopologyStrategy', 'dc1': 2};";

  private final MemoryObjectStore store = new MemoryObjectStore();

  private MedusaFixture backup() throws IOException {
    MedusaFixture backup =
        new MedusaFixture(store, "c", "b")
            .schema(KEYSPACE + "CREATE TABLE ks.t (k int PRIMARY KEY, v text);");
    for (int i = 1; i <= 3; i++) {
      backup.place("n" + i, "dc1", "r" + i).full("n" + i, "ks", T, "nb-1-big");
    }
    return backup.finish();
  }

  private TableDiagnosis look(String consistency, int statistics) throws IOException {
    Pins pins =
        new Pins(
            SourceDefinition.of("c", "s3://memory/c", "auto").withReplicas(null, consistency),
            BackupReaders.of("auto", store, "c"));
    return new Doctor(store, pins, statistics).look("b", "ks", "t", null);
  }

  private void lose(String... nodes) {
    for (String node : nodes) {
      store.delete("c/" + node + "/b/data/ks/" + T + "/nb-1-big-Data.db");
    }
  }

  private static Stream<Kind> kinds(TableDiagnosis diagnosis) {
    return diagnosis.findings().stream().map(Finding::kind);
  }

  @Test
  void aWholeBackupHasNoFindings() throws IOException {
    backup();

    TableDiagnosis diagnosis = look("ALL", 0);

    assertThat(diagnosis.complete()).isTrue();
    assertThat(diagnosis.findings()).isEmpty();
    assertThat(diagnosis.nodes()).isEqualTo(3);
    assertThat(diagnosis.coverage().byReplicas()).containsEntry("2 of 2", 3);
  }

  @Test
  void whatIsMissingSaysWhatItDoesToAMovement() throws IOException {
    backup();
    lose("n2");

    TableDiagnosis diagnosis = look("ALL", 0);

    assertThat(diagnosis.complete()).isFalse();
    assertThat(diagnosis.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.INCOMPLETE);
              assertThat(finding.text()).contains("c/n2/b/data/ks/" + T + "/nb-1-big-Data.db");
              assertThat(finding.effect()).contains("onNoBackup");
            });
    assertThat(diagnosis.coverage().byReplicas()).containsEntry("1 of 2", 2);
  }

  @Test
  void whatTheConsistencyForgivesIsOnlyReported() throws IOException {
    backup();
    lose("n2");

    TableDiagnosis diagnosis = look("ONE", 0);

    assertThat(diagnosis.complete()).isTrue();
    assertThat(kinds(diagnosis)).containsExactly(Kind.BEYOND_CONSISTENCY);
  }

  @Test
  void aRingWithHolesIsNamedByItsRanges() throws IOException {
    backup();
    lose("n2", "n3");

    TableDiagnosis diagnosis = look("ONE", 0);

    assertThat(diagnosis.complete()).isFalse();
    assertThat(diagnosis.findings())
        .filteredOn(finding -> finding.kind() == Kind.RING_HOLE)
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.text()).contains("no node holds the token range ("));
  }

  @Test
  void aTableThatTheSchemaDoesNotHaveIsAGap() throws IOException {
    backup().schema(KEYSPACE + "CREATE TABLE ks.other (k int PRIMARY KEY);").finish();

    assertThat(look("ALL", 0).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.SCHEMA_GAP);
              assertThat(finding.text()).contains("no table ks.t").contains("other");
              assertThat(finding.effect()).contains("SCHEMA_UNSUPPORTED");
            });
  }

  @Test
  void unknownReplicationLeavesOwnershipUnchecked() throws IOException {
    backup().schema("CREATE TABLE ks.t (k int PRIMARY KEY, v text);").finish();

    TableDiagnosis diagnosis = look("ALL", 0);

    assertThat(diagnosis.complete()).isTrue();
    assertThat(kinds(diagnosis)).containsExactly(Kind.OWNERSHIP_UNCHECKED);
    assertThat(diagnosis.coverage().unknown()).contains("pointsman-cluster.json");
  }

  @Test
  void statisticsThatCannotBeReadAreNamed() throws IOException {
    // The fixture's components hold no SSTable.
    backup();

    TableDiagnosis diagnosis = look("ALL", 2);

    assertThat(diagnosis.complete()).isFalse();
    assertThat(diagnosis.findings())
        .filteredOn(finding -> finding.kind() == Kind.UNREADABLE)
        .hasSize(2)
        .allMatch(finding -> finding.text().contains("nb-1-big-Statistics.db"));
    assertThat(diagnosis.findings())
        .anyMatch(finding -> finding.text().contains("2 largest of 3 SSTables"));
  }
}

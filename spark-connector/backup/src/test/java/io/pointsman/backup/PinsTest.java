package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PinsTest {
  private static final String T = "t-" + MedusaFixture.ID;

  private final MemoryObjectStore store = new MemoryObjectStore();

  private Pins pins(String dataCentre) throws IOException {
    SourceDefinition source =
        SourceDefinition.of("members", "s3://memory/c", "medusa").withReplicas(dataCentre, null);
    return new Pins(source, BackupReaders.of("medusa", store, "c"));
  }

  private MedusaFixture backup(String id, long startedAt) throws IOException {
    return new MedusaFixture(store, "c", id)
        .startedAt(startedAt)
        .full("node1", "ks", T, "nb-1-big");
  }

  @Test
  void theNewestCompleteBackupIsPinned() throws IOException {
    backup("old", 1_600_000_000).finish();
    backup("new", 1_700_000_000).finish();

    Pins.Pinned pinned = pins(null).newest("ks", "t", null, null);

    BackupPin pin = pinned.pin();
    assertThat(pin.backupId()).isEqualTo("new");
    assertThat(pin.source()).isEqualTo("members");
    assertThat(pin.layout()).isEqualTo("medusa");
    assertThat(pin.takenAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(pin.referenceTime()).isEqualTo(pin.takenAt());
    assertThat(pin.consistency()).isEqualTo("ALL");
    assertThat(pin.schemaDigest()).hasSize(64);
    assertThat(pin.nodes())
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.manifestKey()).isEqualTo("c/node1/new/meta/manifest.json");
              assertThat(node.manifestSha256()).hasSize(64);
            });
    assertThat(pinned.passedOver()).isEmpty();
  }

  @Test
  void aNewerOneThatIsNotCompleteIsPassedOverAndNamed() throws IOException {
    backup("old", 1_600_000_000).finish();
    backup("broken", 1_700_000_000).finish();
    store.delete("c/node1/broken/data/ks/" + T + "/nb-1-big-Data.db");
    backup("running", 1_800_000_000).start();

    Pins.Pinned pinned = pins(null).newest("ks", "t", null, null);

    assertThat(pinned.pin().backupId()).isEqualTo("old");
    assertThat(pinned.passedOver())
        .hasSize(2)
        .anyMatch(reason -> reason.equals("running: 0 of 1 nodes are done"))
        .anyMatch(reason -> reason.startsWith("broken: ") && reason.contains("nb-1-big-Data.db"));
  }

  @Test
  void asOfATimeOnlyEarlierOnesCount() throws IOException {
    backup("old", 1_600_000_000).finish();
    backup("new", 1_700_000_000).finish();

    Instant between = Instant.ofEpochSecond(1_650_000_000);
    assertThat(pins(null).newest("ks", "t", between, null).pin().backupId()).isEqualTo("old");
  }

  @Test
  void oneThatIsNotKeptUntilTheDeadlineIsNotChosen() throws IOException {
    backup("old", 1_600_000_000).finish();
    backup("new", 1_700_000_000).start();
    Instant taken = Instant.ofEpochSecond(1_600_000_000);
    Pins kept = keptFor(Duration.ofDays(2));

    Instant inTime = taken.plus(Duration.ofDays(2));
    assertThat(kept.neededUntil(inTime).newest("ks", "t", null, null).pin().backupId())
        .isEqualTo("old");
    assertThat(kept.newest("ks", "t", null, null).pin().backupId()).isEqualTo("old");
    assertThat(pins(null).neededUntil(inTime.plusSeconds(1)).newest("ks", "t", null, null))
        .as("nobody says how long they are kept")
        .isNotNull();
    Pins tooEarly = kept.neededUntil(inTime.plusSeconds(1));
    String until =
        "it was taken at 2020-09-13T12:26:40Z and is kept for PT48H, until 2020-09-15T12:26:40Z,"
            + " but the run may take until 2020-09-15T12:26:41Z";
    assertThatThrownBy(() -> tooEarly.newest("ks", "t", null, null))
        .hasMessageContaining("old: " + until);
    assertThatThrownBy(() -> tooEarly.byId("old", "ks", "t", null))
        .isInstanceOfSatisfying(
            NoUsableBackupException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.BACKUP_MISSING))
        .hasMessage("Backup 'old' at s3://memory/c does not last: " + until);
  }

  @Test
  void theNewerOneThatLastsIsPinned() throws IOException {
    backup("old", 1_600_000_000).finish();
    backup("new", 1_600_086_400).finish();

    Pins.Pinned pinned =
        keptFor(Duration.ofDays(2))
            .neededUntil(Instant.ofEpochSecond(1_600_180_000))
            .newest("ks", "t", null, null);

    assertThat(pinned.pin().backupId()).isEqualTo("new");
    assertThat(pinned.passedOver()).isEmpty();
  }

  private Pins keptFor(Duration retention) throws IOException {
    return new Pins(
        SourceDefinition.of("members", "s3://memory/c", "medusa").withRetention(retention),
        BackupReaders.of("medusa", store, "c"));
  }

  @Test
  void aReferenceTimeThatIsGivenIsKept() throws IOException {
    backup("b", 1_700_000_000).finish();

    Instant reference = Instant.ofEpochSecond(1_700_000_500);
    assertThat(pins(null).byId("b", "ks", "t", reference).pin().referenceTime())
        .isEqualTo(reference);
  }

  @Test
  void withoutAnyBackupItIsMissing() {
    assertThatThrownBy(() -> pins(null).newest("ks", "t", null, null))
        .isInstanceOfSatisfying(
            NoUsableBackupException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.BACKUP_MISSING))
        .hasMessage("There is no complete backup of ks.t at s3://memory/c");
    assertThatThrownBy(() -> pins(null).byId("b", "ks", "t", null))
        .isInstanceOfSatisfying(
            NoUsableBackupException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.BACKUP_MISSING));
  }

  @Test
  void oneThatWasAskedForAndIsIncompleteIsRefusedWithWhatIsMissing() throws IOException {
    backup("b", 1_700_000_000).finish();
    store.delete("c/node1/b/data/ks/" + T + "/nb-1-big-Data.db");

    assertThatThrownBy(() -> pins(null).byId("b", "ks", "t", null))
        .isInstanceOfSatisfying(
            NoUsableBackupException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(FailureReason.BACKUP_INCOMPLETE);
              assertThat(e.details()).hasSize(1);
            })
        .hasMessageContaining("nb-1-big-Data.db");
  }

  @Test
  void aDataCentreThatIsNotInTheRingIsRefused() throws IOException {
    backup("b", 1_700_000_000).finish();

    assertThat(pins("dc1").byId("b", "ks", "t", null).backup().sstables()).hasSize(1);
    assertThatThrownBy(() -> pins("dc2").byId("b", "ks", "t", null))
        .hasMessageContaining("no node of data centre 'dc2'");
  }
}

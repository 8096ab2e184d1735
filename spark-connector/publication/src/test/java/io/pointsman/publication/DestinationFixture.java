package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.DestinationTable;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One empty catalog a test, and what the tests of a destination do again and again. */
abstract class DestinationFixture {
  static final TableIdentifier TABLE = TableIdentifier.of("ns", "people");
  static final Instant MONDAY = Instant.parse("2026-11-16T03:00:00Z");
  static final Instant TUESDAY = Instant.parse("2026-11-17T03:00:00Z");

  final Lake.Kind kind;
  Lake lake;
  Destination destination;

  DestinationFixture(Lake.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void openLake(@TempDir Path folder) {
    lake = Lake.open(kind, folder);
    destination = Destination.open(lake.catalog(), new DestinationTable("lake", "ns", "people"));
  }

  @AfterEach
  void closeLake() {
    lake.close();
  }

  ClaimResult.Claimed claim(ClaimOrder order) {
    ClaimResult result = attempt(order);
    assertThat(result).as(result.message()).isInstanceOf(ClaimResult.Claimed.class);
    return (ClaimResult.Claimed) result;
  }

  ClaimResult attempt(ClaimOrder order) {
    return destination.claim(order, MOVEMENT, PEOPLE, soon());
  }

  long stage(ClaimOrder order, Instant takenAt) {
    return Lake.stage(lake.load(TABLE), order.key(), takenAt, 5);
  }

  long stageUnclaimed(ClaimOrder order) {
    claim(order);
    return stage(order, MONDAY);
  }

  void publish(ClaimOrder order, Instant takenAt) {
    String claimId = claim(order).claimId();
    assertThat(destination.publish(claimId, stage(order, takenAt), rules()))
        .isInstanceOf(PublishResult.Published.class);
  }

  Destination hooked(HookedCatalog.CommitHook hook) {
    if (!lake.catalog().tableExists(TABLE)) {
      claim(order("0", Connector.SPARK));
      lake.load(TABLE).manageSnapshots().removeBranch(FenceBranch.NAME).commit();
      lake.load(TABLE).expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
    }
    return Destination.open(new HookedCatalog(lake.catalog(), hook), TABLE);
  }

  Iterable<Snapshot> snapshots() {
    return lake.load(TABLE).snapshots();
  }

  static ClaimOrder order(String run, Connector engine) {
    return new ClaimOrder(1, MONDAY, run, 1, engine, 1);
  }

  static Instant soon() {
    return Instant.now().plusSeconds(20);
  }

  static PublishRules rules() {
    return PublishRules.replace(soon());
  }

  /** Reads main's manifests as a reader would. */
  void assertReadable() {
    Table table = lake.load(TABLE);
    try (var tasks = table.newScan().planFiles()) {
      for (var task : tasks) {
        assertThat(table.io().newInputFile(task.file().location()).exists()).isTrue();
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

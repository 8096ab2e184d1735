package io.pointsman.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an execution that has ended leaves, and how it goes. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class RetireTest extends DestinationFixture {
  private static final String RUN = "0b1f6f0e-6a2b-4d5e-9c3a-1f2e3d4c5b6a";

  RetireTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void aRetiredExecutionCannotPublishAndItsStagedFilesGo() {
    ClaimOrder ended = order("a", Connector.SPARK);
    String claimId = claim(ended).claimId();
    long staged = stage(ended, MONDAY);
    assertThat(destination.runBranches().get(0).bytes()).isPositive();

    assertThat(destination.retire("a", 1, soon())).isInstanceOf(RetireResult.Retired.class);

    assertThat(destination.publish(claimId, staged, rules()).failure())
        .contains(FailureReason.FENCE_LOST);
    CleanUpResult cleaned = destination.cleanUp(ended.key(), soon());
    assertThat(cleaned)
        .isInstanceOfSatisfying(
            CleanUpResult.Clean.class,
            clean -> {
              assertThat(clean.removed()).isTrue();
              assertThat(clean.snapshots()).isEqualTo(1);
              assertThat(clean.bytes()).isPositive();
            });
    assertThat(destination.deadStagings()).isEmpty();
  }

  @Test
  void runsThatAreDecidedAlreadyAndThoseToComeClaimAsIfNothingHadBeen() {
    claim(order("a", Connector.SPARK));
    // Decided in the same generation, started later, not claimed yet.
    ClaimOrder decided = new ClaimOrder(1, TUESDAY, "b", 1, Connector.SPARK, 1);

    destination.retire("a", 1, soon());

    assertThat(destination.nextGeneration()).isEqualTo(2);
    publish(decided, TUESDAY);
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
  }

  @Test
  void aRestartOfTheRetiredRunIsAnotherExecutionAndClaims() {
    claim(order("a", Connector.SPARK));
    destination.retire("a", 1, soon());

    assertThat(attempt(new ClaimOrder(2, MONDAY, "a", 2, Connector.SPARK, 1)))
        .isInstanceOf(ClaimResult.Claimed.class);
    assertThat(attempt(order("a", Connector.LEGACY)).failure()).contains(FailureReason.SUPERSEDED);
  }

  @Test
  void retiringChangesNothingWhenTheExecutionIsPublishedOrHoldsNothing() {
    publish(order("a", Connector.SPARK), MONDAY);
    long before = lake.load(TABLE).currentSnapshot().snapshotId();
    Claim head = destination.fenceHead().orElseThrow();

    destination.retire("a", 1, soon());
    destination.retire("never", 1, soon());
    destination.retire("a", 2, soon());

    assertThat(destination.fenceHead()).contains(head);
    assertThat(lake.load(TABLE).currentSnapshot().snapshotId()).isEqualTo(before);
    assertThat(destination.lookForRun("a", 1)).isPresent();
  }

  @Test
  void whatNoBranchHoldsAnyMoreIsFoundAndRemoved() {
    stageUnclaimed(order("a", Connector.SPARK));
    lake.load(TABLE)
        .manageSnapshots()
        .removeBranch(order("a", Connector.SPARK).key().branch())
        .commit();
    assertThat(destination.deadStagings()).isEmpty();

    claim(new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1));

    assertThat(destination.deadStagings())
        .singleElement()
        .satisfies(
            dead -> {
              assertThat(dead.job()).isEqualTo(order("a", Connector.SPARK).key());
              assertThat(dead.bytes()).isPositive();
            });
    assertThat(destination.removeDead(soon())).isInstanceOf(CleanUpResult.Clean.class);
    assertThat(destination.deadStagings()).isEmpty();
  }

  @Test
  void intermediateTablesAreFoundByNameAndDroppedWithNothingElse() {
    claim(order("a", Connector.LEGACY));
    JobKey job = new JobKey(RUN, 2, Connector.LEGACY, 3);
    Schema schema = new Schema(Types.NestedField.optional(1, "kind", Types.StringType.get()));
    lake.catalog()
        .createTable(TableIdentifier.of(TABLE.namespace(), job.intermediateTable()), schema);
    lake.catalog()
        .createTable(TableIdentifier.of(TABLE.namespace(), "pointsman_intermediate_mine"), schema);

    assertThat(destination.intermediateTables())
        .singleElement()
        .satisfies(found -> assertThat(found.job()).isEqualTo(job));
    assertThat(destination.dropIntermediateTable(job)).isTrue();
    assertThat(destination.dropIntermediateTable(job)).isFalse();
    assertThat(destination.intermediateTables()).isEmpty();
    assertThat(lake.catalog().listTables(TABLE.namespace()))
        .extracting(TableIdentifier::name)
        .containsExactlyInAnyOrder("people", "pointsman_intermediate_mine");
  }

  @Test
  void namesOfBranchesAndTablesAreReadBack() {
    JobKey spark = new JobKey(RUN, 1, Connector.SPARK, 12);
    assertThat(JobKey.ofBranch(spark.branch())).contains(spark);
    assertThat(JobKey.ofBranch("pointsman_fence")).isEmpty();
    assertThat(JobKey.ofBranch("pointsman_some_run_1_SPARK_1")).isEmpty();
    JobKey legacy = new JobKey(RUN, 1, Connector.LEGACY, 1);
    assertThat(JobKey.ofIntermediateTable(legacy.intermediateTable())).contains(legacy);
  }
}

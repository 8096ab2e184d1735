package io.pointsman.publication;

import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is audited, and cleaned up. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class StagedTest extends DestinationFixture {
  StagedTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void anAuditNamesEveryFault() {
    JobKey job = order("a", Connector.SPARK).key();
    claim(order("a", Connector.SPARK));
    assertThat(destination.audit(job, 5, PEOPLE).message())
        .contains("has no branch " + job.branch());
    stage(order("a", Connector.SPARK), MONDAY);

    AuditResult rows = destination.audit(job, 6, PEOPLE);
    AuditResult columns =
        destination.audit(
            job,
            5,
            Lake.schema(
                Lake.column("id", CqlType.Simple.BIGINT),
                Lake.column("name", CqlType.Simple.TEXT),
                Lake.column("age", CqlType.Simple.INT)));

    assertThat(rows.failure()).contains(FailureReason.AUDIT_FAILED);
    assertThat(rows.message())
        .contains("its lineage names 5 rows, the job's result 6")
        .contains("its manifests hold 5 rows, the job wrote 6")
        .contains("its total-records is 5 instead of 6");
    assertThat(columns.message()).contains("it was written without the column 'age'");
  }

  @Test
  void anAuditFindsWhatIsMissingOnTheStore() {
    JobKey job = order("a", Connector.SPARK).key();
    claim(order("a", Connector.SPARK));
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    Table table = lake.load(TABLE);
    Snapshot snapshot = table.snapshot(staged);
    String file = snapshot.addedDataFiles(table.io()).iterator().next().location();
    MemoryFileIO.remove(file);

    AuditResult withoutFile = destination.audit(job, 5, PEOPLE);
    MemoryFileIO.remove(snapshot.manifestListLocation());
    AuditResult withoutList = destination.audit(job, 5, PEOPLE);

    assertThat(withoutFile.message()).contains("data file " + file + " is missing");
    assertThat(withoutList).isInstanceOf(AuditResult.Failed.class);
    assertThat(withoutList.message()).contains("a file of the staged snapshot is missing");
  }

  @Test
  void cleaningUpRemovesTheRunsBranchAndNothingElse() {
    publish(order("a", Connector.SPARK), MONDAY);
    ClaimOrder second = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    claim(second);
    stage(second, TUESDAY);

    CleanUpResult first = destination.cleanUp(order("a", Connector.SPARK).key(), soon());
    CleanUpResult again = destination.cleanUp(order("a", Connector.SPARK).key(), soon());

    assertThat(first).isInstanceOf(CleanUpResult.Clean.class);
    assertThat(first.message()).startsWith("Removed the branch pointsman_a_1_SPARK_1");
    assertThat(again.message()).startsWith("There is no branch");
    assertThat(lake.load(TABLE).refs().keySet())
        .containsExactlyInAnyOrder("main", FenceBranch.NAME, second.key().branch());
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
  }

  @Test
  void theFilesOfAStagedRunGoOnceItCanNeverBePublished() {
    publish(order("a", Connector.SPARK), MONDAY);
    ClaimOrder late = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    ClaimOrder fallback = new ClaimOrder(2, TUESDAY, "b", 1, Connector.LEGACY, 1);
    claim(late);
    long staged = stage(late, TUESDAY);
    Table table = lake.load(TABLE);
    String file = table.snapshot(staged).addedDataFiles(table.io()).iterator().next().location();

    CleanUpResult whileItHolds = destination.cleanUp(late.key(), soon());
    boolean keptWhileItHolds = table.io().newInputFile(file).exists();
    claim(fallback);
    CleanUpResult once = destination.cleanUp(late.key(), soon());

    assertThat(((CleanUpResult.Clean) whileItHolds).snapshots()).isZero();
    assertThat(keptWhileItHolds).isTrue();
    assertThat(once).isEqualTo(new CleanUpResult.Clean(late.key().branch(), false, 1, 4, 6));
    assertThat(table.io().newInputFile(file).exists()).isFalse();
    assertThat(lake.load(TABLE).snapshot(staged)).isNull();
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
    assertReadable();
  }

  @Test
  void aTableThatForbidsDeletingFilesKeepsThem() {
    ClaimOrder spark = order("a", Connector.SPARK);
    claim(spark);
    long staged = stage(spark, MONDAY);
    claim(order("a", Connector.LEGACY));
    lake.load(TABLE).updateProperties().set("gc.enabled", "false").commit();

    CleanUpResult result = destination.cleanUp(spark.key(), soon());

    assertThat(result).isEqualTo(new CleanUpResult.Clean(spark.key().branch(), true, 0, 0, 0));
    assertThat(lake.load(TABLE).snapshot(staged)).isNotNull();
  }

  @Test
  void whatSomebodyTookFromAStagedRunIsKept() {
    publish(order("a", Connector.SPARK), MONDAY);
    ClaimOrder late = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    claim(late);
    long staged = stage(late, TUESDAY);
    lake.load(TABLE).manageSnapshots().createTag("keep", staged).commit();
    claim(new ClaimOrder(2, TUESDAY, "b", 1, Connector.LEGACY, 1));

    destination.cleanUp(late.key(), soon());

    assertThat(lake.load(TABLE).snapshot(staged)).isNotNull();
    assertThat(lake.load(TABLE).refs()).containsKey("keep");
  }

  @Test
  void whatWasPublishedIsNeverCleanedUpEvenAfterARollback() {
    publish(order("a", Connector.SPARK), MONDAY);
    long first = destination.describeMain().orElseThrow().snapshotId();
    ClaimOrder second = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    String claimId = claim(second).claimId();
    long published = stage(second, TUESDAY);
    destination.publish(claimId, published, rules());
    lake.load(TABLE).manageSnapshots().rollbackTo(first).commit();
    claim(new ClaimOrder(3, TUESDAY, "c", 1, Connector.SPARK, 1));

    destination.cleanUp(second.key(), soon());

    assertThat(lake.load(TABLE).snapshot(published)).isNotNull();
  }

  @Test
  void theBranchesOfRunsAreListedWithTheirJobs() {
    publish(order("a", Connector.SPARK), MONDAY);
    ClaimOrder second = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    claim(second);
    long staged = stage(second, TUESDAY);
    lake.load(TABLE).manageSnapshots().createBranch("mine").commit();

    assertThat(destination.runBranches())
        .extracting(RunBranch::name, RunBranch::published)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("pointsman_a_1_SPARK_1", true),
            org.assertj.core.groups.Tuple.tuple("pointsman_b_1_SPARK_1", false));
    RunBranch branch = destination.runBranches().get(1);
    assertThat(branch.snapshotId()).isEqualTo(staged);
    assertThat(branch.lineage().key()).isEqualTo(second.key());
    destination.cleanUp(branch, soon());
    assertThat(destination.runBranches()).hasSize(1);
    assertThatThrownBy(
            () -> destination.cleanUp(new RunBranch("mine", 1, MONDAY, null, 0, false), soon()))
        .hasMessage("Not a run's branch: mine");
  }
}

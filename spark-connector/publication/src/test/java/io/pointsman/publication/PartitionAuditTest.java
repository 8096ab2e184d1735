package io.pointsman.publication;

import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.job.Lineage;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is staged for one partition is held against what its job found and said. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class PartitionAuditTest extends PartitionFixture {
  PartitionAuditTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void anAuditPassesThePartitionsRowsOnly() {
    publish(A, FIRST_DAY, 5);
    claim(B, SECOND_DAY);
    stage(B, SECOND_DAY, 7);

    AuditResult audit = destination.audit(B.key(), 7, PEOPLE, SECOND_DAY);

    assertThat(audit)
        .isInstanceOfSatisfying(
            AuditResult.Passed.class,
            passed -> {
              assertThat(passed.rows()).isEqualTo(7);
              assertThat(passed.dataFiles()).isEqualTo(1);
            });
  }

  @Test
  void anAuditSeesThatOtherPartitionsWereTouched() {
    publish(A, FIRST_DAY, 5);
    String before = files(FIRST_DAY).get(0);
    claim(B, SECOND_DAY);
    Table table = lake.load(TABLE);
    table.manageSnapshots().createBranch(B.key().branch()).commit();
    var whole =
        table
            .newOverwrite()
            .overwriteByRowFilter(Expressions.alwaysTrue())
            .addFile(Lake.file(table, 7, SECOND_DAY))
            .toBranch(B.key().branch());
    Lake.lineage(B.key(), TUESDAY, 7).toSummary().forEach(whole::set);
    whole.commit();

    assertThat(destination.audit(B.key(), 7, PEOPLE, SECOND_DAY).message())
        .contains("it lacks files of other partitions: " + before)
        .contains("names none as its partition, the run snapshot_date=2027-01-31");
  }

  @Test
  void anAuditSeesRowsBesideThePartitionAndPartitionsOfAnotherRun() {
    claim(A, FIRST_DAY);
    stage(A, SECOND_DAY, 5);

    assertThat(destination.audit(A.key(), 5, PEOPLE, FIRST_DAY).message())
        .contains("it holds files beyond the partition")
        .contains("its manifests hold 0 rows, the job wrote 5")
        .contains(
            "names snapshot_date=2027-01-31 as its partition, the run snapshot_date=2027-01-30");
    assertThat(destination.audit(A.key(), 5, PEOPLE).message())
        .contains("names snapshot_date=2027-01-31 as its partition, the run none");
  }

  @Test
  void anAuditOfAPartitionSeesFilesThatItsJobDidNotReplace() {
    publish(A, FIRST_DAY, 5);
    claim(B, FIRST_DAY);
    Table table = lake.load(TABLE);
    table.manageSnapshots().createBranch(B.key().branch()).commit();
    var append =
        table.newAppend().appendFile(Lake.file(table, 7, FIRST_DAY)).toBranch(B.key().branch());
    Lake.lineage(B.key(), TUESDAY, 7).toSummary().forEach(append::set);
    append.set(Lineage.PARTITION, FIRST_DAY.toString());
    append.commit();

    assertThat(destination.audit(B.key(), 7, PEOPLE, FIRST_DAY).message())
        .contains("its manifests hold 12 rows, the job wrote 7");
  }
}

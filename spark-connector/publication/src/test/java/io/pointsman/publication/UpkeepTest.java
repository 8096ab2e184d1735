package io.pointsman.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.FailureReason;
import io.pointsman.decider.StaticPartition;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table's owner does to it during a run, on a JDBC catalog. */
class UpkeepTest extends UpkeepFixture {
  UpkeepTest() {
    super(Lake.Kind.JDBC);
  }

  static Stream<Arguments> cases() {
    return cases(EnumSet.allOf(When.class));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runsAreServedWhateverTheTablesOwnerDoes(
      Upkeep upkeep, When when, StaticPartition partition) {
    assertServedWhile(upkeep, when, partition);
  }

  @Test
  void whatAnExpiredSnapshotDidIsNotGuessed() {
    publish(A, FIRST_DAY, 4);
    claim(SPARK, null);
    long staged = Lake.stage(lake.load(TABLE), SPARK.key(), TUESDAY, 5);
    Lake.append(lake.load(TABLE), 7, FIRST_DAY);
    Upkeep.REWRITE_AND_EXPIRE.run(lake, TABLE);

    PublishResult refused = destination.publish(SPARK.claimId(), staged, rules());

    assertThat(refused.failure()).contains(FailureReason.DESTINATION_CHANGED);
    assertThat(refused.message()).contains("expired since, so that nobody knows what it changed");
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 11L));
    assertThat(destination.publish(SPARK.claimId(), staged, rules().overwritingForeign()))
        .isInstanceOf(PublishResult.Published.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void compactionsWhoseSnapshotsWereExpiredAreNoChange(boolean whole) {
    publish(A, FIRST_DAY, 4);
    StaticPartition partition = whole ? null : FIRST_DAY;
    claim(SPARK, partition);
    Upkeep.REWRITE_DATA_FILES.run(lake, TABLE);
    lake.load(TABLE)
        .manageSnapshots()
        .createBranch(SPARK.key().branch())
        .setMinSnapshotsToKeep(SPARK.key().branch(), 2)
        .commit();
    long staged = Lake.stage(lake.load(TABLE), SPARK.key(), TUESDAY, 5, partition);
    Upkeep.REWRITE_DATA_FILES.run(lake, TABLE);
    Upkeep.REWRITE_MANIFESTS.run(lake, TABLE);
    Upkeep.EXPIRE_SNAPSHOTS.run(lake, TABLE);

    assertThat(
            destination.publish(SPARK.claimId(), staged, PublishRules.overwrite(partition, soon())))
        .isInstanceOf(PublishResult.Published.class);
    assertThat(rows().values()).containsExactly(5L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsThatWereTakenAwayByAnExpiredSnapshotAreMissed(boolean whole) {
    publish(A, FIRST_DAY, 4);
    Lake.append(lake.load(TABLE), 2, FIRST_DAY);
    StaticPartition partition = whole ? null : FIRST_DAY;
    claim(SPARK, partition);
    long staged = Lake.stage(lake.load(TABLE), SPARK.key(), TUESDAY, 5, partition);
    Table table = lake.load(TABLE);
    table
        .newDelete()
        .deleteFile(table.currentSnapshot().addedDataFiles(table.io()).iterator().next())
        .commit();
    Upkeep.REWRITE_AND_EXPIRE.run(lake, TABLE);

    assertThat(
            destination
                .publish(SPARK.claimId(), staged, PublishRules.overwrite(partition, soon()))
                .failure())
        .contains(FailureReason.DESTINATION_CHANGED);
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 4L));
  }

  @Test
  void aReplacementWithRowsSinceStagingIsAnotherWritersChange() {
    publish(A, FIRST_DAY, 4);
    claim(SPARK, FIRST_DAY);
    long staged = stage(SPARK, FIRST_DAY, 5);
    Upkeep.CREATE_OR_REPLACE.run(lake, TABLE);
    Lake.append(lake.load(TABLE), 7, FIRST_DAY);

    assertThat(destination.publish(SPARK.claimId(), staged, rules(FIRST_DAY)).failure())
        .contains(FailureReason.DESTINATION_CHANGED);
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 7L));
  }
}

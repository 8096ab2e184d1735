package io.pointsman.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.FailureReason;
import io.pointsman.decider.StaticPartition;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

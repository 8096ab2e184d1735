package io.pointsman.publication;

import io.pointsman.decider.StaticPartition;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a table's owner does to it during a run, on a REST catalog. */
class UpkeepOnRestTest extends UpkeepFixture {
  UpkeepOnRestTest() {
    super(Lake.Kind.REST);
  }

  static Stream<Arguments> cases() {
    return cases(EnumSet.of(When.AFTER_THE_AUDIT, When.IN_THE_PUBLISH));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runsAreServedWhateverTheTablesOwnerDoes(
      Upkeep upkeep, When when, StaticPartition partition) {
    assertServedWhile(upkeep, when, partition);
  }
}

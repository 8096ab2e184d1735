package io.pointsman.workers.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.FailureReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SparkFailuresTest {

  @ParameterizedTest
  @EnumSource(FailureReason.class)
  void everyReasonIsReadBackFromAnyNesting(FailureReason reason) {
    String nested =
        "Sub workflow move_data_spark.1/942272ee failure reason: Task eb8eb31f failed with status:"
            + " FAILED and reason: '"
            + reason
            + ": Attempt 1 failed: it's a: b'";

    assertThat(SparkFailures.parse(nested))
        .contains(new Fallback(reason, "Attempt 1 failed: it's a: b"));
    assertThat(SparkFailures.parse(reason + ": short")).contains(new Fallback(reason, "short"));
  }

  @Test
  void aTextWithoutANameHasNone() {
    assertThat(SparkFailures.parse("Task poll timed out after 2 seconds")).isEmpty();
    assertThat(SparkFailures.parse(null)).isEmpty();
  }
}

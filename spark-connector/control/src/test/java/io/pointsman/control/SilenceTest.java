package io.pointsman.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Silence silence = new Silence();

  @Test
  void itGrowsWhileTheSameWordIsSeenAndBeginsAnewWithAnotherOne() {
    assertThat(after(0, "a", PATIENCE)).isZero();
    assertThat(after(5, "a", PATIENCE)).isEqualTo(Duration.ofSeconds(5));
    assertThat(after(12, "a", PATIENCE)).isEqualTo(Duration.ofSeconds(12));
    assertThat(after(13, "b", PATIENCE)).isZero();
    assertThat(after(15, "b", PATIENCE)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void whoHasNotLookedForLongKnowsAQuarterOfTheTimeAtMost() {
    after(0, "a", PATIENCE);
    assertThat(after(3_600, "a", PATIENCE)).isEqualTo(Duration.ofSeconds(15));
    assertThat(after(3_601, "a", PATIENCE)).isEqualTo(Duration.ofSeconds(16));
  }

  @Test
  void aShortPatienceStillCountsTwoSecondsBetweenTwoLooks() {
    Duration patience = Duration.ofSeconds(1);
    after(0, "a", patience);
    assertThat(after(10, "a", patience)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void timeInWhichNobodyCouldWriteDoesNotCount() {
    after(0, "a", PATIENCE);
    silence.discount(Requests.key(1), Duration.ofSeconds(8).toNanos());
    assertThat(after(10, "a", PATIENCE)).isEqualTo(Duration.ofSeconds(2));
    silence.forget(Requests.key(1));
    assertThat(after(11, "a", PATIENCE)).isZero();
  }

  private Duration after(long seconds, String word, Duration patience) {
    return silence.since(Requests.key(1), word, Duration.ofSeconds(seconds).toNanos(), patience);
  }
}

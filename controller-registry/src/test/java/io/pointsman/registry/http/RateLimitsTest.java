package io.pointsman.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.registry.service.RefusedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RateLimits limits = new RateLimits(10, nanos::get);

  @Test
  void whoAsksTooOftenWaitsAndOthersDoNot() {
    for (int i = 0; i < 20; i++) {
      limits.countCaller("wild");
    }
    assertThatThrownBy(() -> limits.countCaller("wild"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(429))
        .hasMessageContaining("'wild' asks more often than 10 times a second");
    assertThatCode(() -> limits.countCaller("calm")).doesNotThrowAnyException();
    pass(Duration.ofMillis(500));
    for (int i = 0; i < 5; i++) {
      limits.countCaller("wild");
    }
    assertThatThrownBy(() -> limits.countCaller("wild")).isInstanceOf(RefusedException.class);
  }

  @Test
  void anAddressThatGuessesIsToldToWait() {
    for (int i = 0; i < 100; i++) {
      limits.countFailure("10.0.0.1");
    }
    assertThatThrownBy(() -> limits.countFailure("10.0.0.1"))
        .hasMessageContaining("Too many requests from 10.0.0.1");
    assertThatCode(() -> limits.countFailure("10.0.0.2")).doesNotThrowAnyException();
    pass(Duration.ofSeconds(2));
    assertThatCode(() -> limits.countFailure("10.0.0.1")).doesNotThrowAnyException();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}

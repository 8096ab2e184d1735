package io.pointsman.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.FailureReason;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RootCauseTest {
  @Test
  void wrappersAreLeftOut() {
    Throwable failure =
        new IllegalStateException("Writing job aborted", new IOException("No space left"));
    assertThat(RootCause.message(failure)).isEqualTo("IOException: No space left");
  }

  @Test
  void ourOwnMessageNamesTheThingAndTheCauseWhy() {
    Throwable own =
        new JobFailure(
            FailureReason.STORE_UNAVAILABLE,
            "Cannot read s3://backups/a",
            new IOException("Connection refused"));
    assertThat(RootCause.message(new IllegalStateException("aborted", own)))
        .isEqualTo("Cannot read s3://backups/a (IOException: Connection refused)");
    Throwable repeated =
        new JobFailure(FailureReason.UNKNOWN, "It said: boom", new IOException("boom"));
    assertThat(RootCause.message(repeated)).isEqualTo("It said: boom");
  }

  @Test
  void stackTracesWithinAMessageAreCut() {
    assertThat(RootCause.message(new IOException("boom\n\tat a.B.c(D.java:1)\n\tat x")))
        .isEqualTo("IOException: boom");
  }

  @Test
  void aFailureWithoutAMessageIsItsName() {
    assertThat(RootCause.message(new OutOfMemoryError())).isEqualTo("OutOfMemoryError");
  }
}

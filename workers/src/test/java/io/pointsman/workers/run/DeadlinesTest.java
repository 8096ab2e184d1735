package io.pointsman.workers.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workflows.Definitions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private final Deadlines deadlines =
      new Deadlines(
          new WorkerConfig.RunSettings(
              Duration.ofHours(12), Duration.ofMinutes(30), 1, Duration.ofMinutes(2), 0));

  @Test
  void withoutHistoryTheConfiguredReserveIsKept() {
    Deadlines.Shared shared = deadlines.share(START, null, Optional.empty());
    assertThat(shared.end()).isEqualTo("2026-11-22T22:00:00Z");
    assertThat(shared.sparkEnd()).isEqualTo("2026-11-22T21:30:00Z");
    assertThat(shared.arithmetic())
        .isEqualTo(
            "the run began at 2026-11-22T10:00:00Z and may take 43200 s, of which 1800 s are kept"
                + " for legacy (the configured legacyReserve)");
  }

  @Test
  void aShortDeadlineIsSharedInHalf() {
    Deadlines.Shared shared =
        deadlines.share(START, Duration.ofMinutes(20), Optional.of(Duration.ofMinutes(4)));
    assertThat(shared.sparkEnd()).isEqualTo("2026-11-22T10:10:00Z");
    assertThat(shared.arithmetic()).endsWith("600 s are kept for legacy (half of it)");
  }

  @Test
  void whatLegacyUsuallyTakesIsKeptWithAQuarterMore() {
    Deadlines.Shared shared = deadlines.share(START, null, Optional.of(Duration.ofHours(4)));
    assertThat(shared.sparkEnd()).isEqualTo("2026-11-22T17:00:00Z");
    assertThat(shared.arithmetic())
        .endsWith(
            "18000 s are kept for legacy (a quarter more than the 14400 s that legacy usually"
                + " takes)");
  }

  @Test
  void aQuickLegacyDoesNotTakeFromTheReserve() {
    assertThat(deadlines.share(START, null, Optional.of(Duration.ofMinutes(2))).sparkEnd())
        .isEqualTo("2026-11-22T21:30:00Z");
  }

  @Test
  void legacysTimeMayLeaveNoneForSpark() {
    Deadlines.Shared shared =
        deadlines.share(START, Duration.ofHours(1), Optional.of(Duration.ofMinutes(50)));
    assertThat(shared.sparkEnd()).isBefore(START);
    assertThat(shared.end()).isEqualTo("2026-11-22T11:00:00Z");
  }

  @Test
  void noDefinitionsTimeoutComesBeforeADeadlineThatIsAllowed() {
    Definitions shipped = Definitions.shipped();
    for (ObjectNode task : shipped.tasks()) {
      if (task.path("name").asText().startsWith("await_")) {
        assertThat(task.path("timeoutSeconds").asLong())
            .as(task.path("name").asText())
            .isGreaterThan(MovementInput.LONGEST_DEADLINE);
      }
    }
    for (ObjectNode workflow : List.of(shipped.moveData(), shipped.moveDataSpark())) {
      assertThat(workflow.path("timeoutSeconds").asLong())
          .as(workflow.path("name").asText())
          .isZero();
    }
  }
}

package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** The outcome of a run that nobody served. */
public final class FailedOutcomes {
  private final Spending spending;
  private final Clock clock;

  public FailedOutcomes(Spending spending, Clock clock) {
    this.spending = spending;
    this.clock = clock;
  }

  /**
   * Puts it together.
   *
   * @param run the run as Conductor knows it, ended
   */
  public Outcome of(JsonNode run, Decision decision) throws IOException {
    String reason = run.path("reasonForIncompletion").asText("");
    Fallback why =
        run.path("status").asText().equals("TERMINATED")
            ? new Fallback(
                FailureReason.CANCELLED,
                "The run was terminated" + (reason.isBlank() ? "" : ": " + reason))
            : SparkFailures.parse(reason).orElse(new Fallback(FailureReason.WORKER_LOST, reason));
    Spending.Bill bill = spending.of(decision.runId(), decision.execution(), null);
    return new Outcome(
        decision.runId(),
        decision.execution(),
        decision.movement().id(),
        decision.route(),
        null,
        why.failure(),
        why.message(),
        null,
        bill.all().bytesRead(),
        bill.all().cpuSeconds(),
        bill.failed(),
        Duration.between(decision.runStart(), clock.instant()).toMillis() / 1000.0,
        null,
        decision.pin() == null ? null : decision.pin().backupId(),
        decision.pin() == null ? null : decision.pin().referenceTime(),
        decision,
        clock.instant());
  }
}

package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.job.Lineage;
import io.pointsman.publication.PublishedRun;
import io.pointsman.workers.conductor.TaskFailedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The outcome of a run that failed or was terminated: nobody served it, unless its publish landed
 * and the answer was lost, or came too late.
 */
public final class FailedOutcomes {
  private final Spending spending;
  private final Fence fence;
  private final Repins repins;
  private final Clock clock;

  public FailedOutcomes(Spending spending, Fence fence, Repins repins, Clock clock) {
    this.spending = spending;
    this.fence = fence;
    this.repins = repins;
    this.clock = clock;
  }

  /**
   * Puts it together.
   *
   * @param run the run as Conductor knows it, ended
   * @param decided what was decided for it
   */
  public Outcome of(JsonNode run, Decision decided) throws IOException, TaskFailedException {
    Decision decision = repins.current(decided);
    Optional<PublishedRun> landed = fence.published(decision);
    String reason = run.path("reasonForIncompletion").asText("");
    Fallback why =
        run.path("status").asText().equals("TERMINATED")
            ? new Fallback(
                FailureReason.CANCELLED,
                "The run was terminated" + (reason.isBlank() ? "" : ": " + reason))
            : SparkFailures.parse(reason).orElse(new Fallback(FailureReason.WORKER_LOST, reason));
    if (landed.isPresent()) {
      return served(decision, landed.get(), why);
    }
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

  private Outcome served(Decision decision, PublishedRun run, Fallback why) throws IOException {
    Connector by = run.connector() == null ? Connector.SPARK : run.connector();
    Lineage lineage = run.lineage();
    Spending.Bill bill =
        spending.of(decision.runId(), decision.execution(), lineage == null ? null : lineage.key());
    return new Outcome(
        decision.runId(),
        decision.execution(),
        decision.movement().id(),
        decision.route(),
        by,
        by == Connector.LEGACY && decision.route() == Route.SPARK ? why.failure() : null,
        "The run ended (" + why + "), but what it moved is published",
        run.rows(),
        bill.all().bytesRead(),
        bill.all().cpuSeconds(),
        bill.failed(),
        Duration.between(decision.runStart(), clock.instant()).toMillis() / 1000.0,
        run.snapshotId(),
        lineage == null ? null : lineage.backupId(),
        lineage == null ? null : lineage.referenceTime(),
        decision,
        clock.instant());
  }
}

package io.pointsman.workers.task;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.publication.AuditResult;
import io.pointsman.publication.MainState;
import io.pointsman.publication.PublishResult;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fallback;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Repins;
import io.pointsman.workers.run.RunResult;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.run.Spending;
import io.pointsman.workers.run.Staged;
import io.pointsman.workers.run.Ticket;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/**
 * Makes what the legacy engine staged the table's rows, as for Spark; or, for an engine that writes
 * the table by itself, sees what it published.
 */
public final class ConfirmLegacy extends LegacyTask {
  private final LegacyEngine engine;
  private final Fence fence;
  private final Spending spending;
  private final Repins repins;
  private final Runs runs;
  private final Clock clock;

  public ConfirmLegacy(
      LegacyEngine engine, Fence fence, Spending spending, Repins repins, Runs runs, Clock clock) {
    super("confirm_legacy");
    this.engine = engine;
    this.fence = fence;
    this.spending = spending;
    this.repins = repins;
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  TaskAnswer work(PolledTask task, Fallback fallback) throws Exception {
    Execution execution = repins.current(Execution.of(task.input()));
    Ticket ticket = Execution.part(task.input(), "claim", Ticket.class);
    Staged staged = Execution.part(task.input(), "staged", Staged.class);
    Long snapshot =
        engine.abilities().stages() ? publish(execution, ticket, staged) : seen(execution, staged);
    JobKey key = staged.key();
    return Answers.served(
        RunResult.served(
                execution,
                Connector.LEGACY,
                fallback,
                staged.rows(),
                spending.of(key.runId(), key.execution(), key),
                snapshot,
                staged.backupId(),
                staged.referenceTime(),
                staged.notes(),
                clock)
            .withLegacySeconds(spending.legacySeconds(key, clock.instant())));
  }

  private Long publish(Execution execution, Ticket ticket, Staged staged)
      throws IOException, TaskFailedException {
    Optional<AuditResult.Passed> audited = fence.audit(execution, staged);
    Long snapshot =
        staged.snapshotId() != null
            ? staged.snapshotId()
            : audited.map(AuditResult.Passed::snapshotId).orElse(null);
    if (snapshot == null) {
      throw TaskFailedException.terminal(
          FailureReason.AUDIT_FAILED, "The engine did not say which snapshot it staged");
    }
    runs.checkNotTerminated(execution.decision().runId());
    PublishResult result = fence.publish(execution, ticket, snapshot);
    if (!(result instanceof PublishResult.Published done)) {
      FailureReason reason = result.failure().orElseThrow();
      throw switch (reason) {
        case CATALOG_UNAVAILABLE, COMMIT_UNKNOWN, STORE_UNAVAILABLE ->
            TaskFailedException.passing(reason, result.message(), null);
        default -> TaskFailedException.terminal(reason, result.message());
      };
    }
    fence.cleanUp(execution.decision(), staged.key());
    return done.snapshotId();
  }

  /** What readers see after an engine that writes by itself; null when it is not there to see. */
  private Long seen(Execution execution, Staged staged) throws TaskFailedException {
    return staged.snapshotId() != null
        ? staged.snapshotId()
        : fence
            .destination(execution.decision())
            .describeMain()
            .map(MainState::snapshotId)
            .orElse(null);
  }
}

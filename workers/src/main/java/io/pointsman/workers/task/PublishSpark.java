package io.pointsman.workers.task;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.publication.PublishResult;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.RunResult;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.run.Spending;
import io.pointsman.workers.run.Staged;
import io.pointsman.workers.run.Ticket;
import java.time.Clock;

/** Makes what Spark staged the table's rows. */
public final class PublishSpark implements TaskWorker {
  private final Fence fence;
  private final Spending spending;
  private final Runs runs;
  private final Clock clock;

  public PublishSpark(Fence fence, Spending spending, Runs runs, Clock clock) {
    this.fence = fence;
    this.spending = spending;
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public String taskType() {
    return "publish_spark";
  }

  @Override
  public Role role() {
    return Role.SPARK;
  }

  @Override
  public TaskAnswer work(PolledTask task) throws Exception {
    Execution execution = Execution.of(task.input());
    Ticket ticket = Execution.part(task.input(), "claim", Ticket.class);
    Staged staged = Execution.part(task.input(), "staged", Staged.class);
    if (staged.snapshotId() == null) {
      throw TaskFailedException.terminal(
          FailureReason.AUDIT_FAILED, "No staged snapshot is named, so none can be published");
    }
    runs.checkNotTerminated(execution.decision().runId());
    PublishResult result = fence.publish(execution, ticket, staged.snapshotId());
    if (!(result instanceof PublishResult.Published done)) {
      return Answers.stopOrFail(result.failure().orElseThrow(), result.message());
    }
    fence.cleanUp(execution.decision(), staged.key());
    return Answers.served(
        RunResult.served(
            execution,
            Connector.SPARK,
            null,
            staged.rows(),
            spending.of(staged.key().runId(), staged.key().execution(), staged.key()),
            done.snapshotId(),
            staged.backupId(),
            staged.referenceTime(),
            staged.notes(),
            clock));
  }
}

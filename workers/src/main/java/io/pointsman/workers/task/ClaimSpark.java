package io.pointsman.workers.task;

import io.pointsman.decider.Connector;
import io.pointsman.decider.job.JobKey;
import io.pointsman.publication.ClaimResult;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.PublishedResults;

/** Claims the destination for an execution's first Spark attempt. */
public final class ClaimSpark implements TaskWorker {
  private final Fence fence;
  private final PublishedResults published;

  public ClaimSpark(Fence fence, PublishedResults published) {
    this.fence = fence;
    this.published = published;
  }

  @Override
  public String taskType() {
    return "claim_spark";
  }

  @Override
  public Role role() {
    return Role.SPARK;
  }

  @Override
  public TaskAnswer work(PolledTask task) throws Exception {
    Execution execution = Execution.of(task.input());
    fence.checkKillSwitch();
    JobKey job = execution.job(Connector.SPARK, 1);
    ClaimResult claim = fence.claim(execution, job);
    if (claim instanceof ClaimResult.Claimed claimed) {
      return new TaskAnswer.Done(
          TaskOutput.summary(claimed.message())
              .put("verdict", Answers.CLAIMED)
              .put("claim", execution.ticket(job, claimed.tableUuid()))
              .json());
    }
    if (claim instanceof ClaimResult.Served served) {
      return Answers.served(published.result(execution, served.run(), null));
    }
    return Answers.stopOrFail(claim.failure().orElseThrow(), claim.message());
  }
}

package io.pointsman.workers.task;

import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.job.JobKey;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.engine.SparkStopper;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fallback;
import io.pointsman.workers.run.Fence;
import java.util.List;

/**
 * Stops what the Spark path left running and removes its branches. Optional: the claim has shut
 * Spark out already, this only saves what it would burn.
 */
public final class StopSpark extends LegacyTask {
  private final SparkStopper engine;
  private final ControlStore records;
  private final Fence fence;

  public StopSpark(SparkStopper engine, ControlStore records, Fence fence) {
    super("stop_spark");
    this.engine = engine;
    this.records = records;
    this.fence = fence;
  }

  @Override
  TaskAnswer work(PolledTask task, Fallback fallback) throws Exception {
    Decision decision = Execution.part(task.input(), "decision", Decision.class);
    List<JobKey> attempts =
        records.attempts(decision.runId(), decision.execution(), Connector.SPARK);
    int stopped = 0;
    for (JobKey attempt : attempts) {
      if (records.result(attempt).isEmpty()) {
        engine.cancel(attempt, "the run's fallback serves");
        stopped++;
      }
      fence.cleanUp(decision, attempt);
    }
    return new TaskAnswer.Done(
        TaskOutput.summary(
                attempts.isEmpty()
                    ? "Spark had started no job."
                    : "Stopped "
                        + stopped
                        + " of "
                        + attempts.size()
                        + " Spark jobs and removed their branches.")
            .put("stopped", stopped)
            .json());
  }
}

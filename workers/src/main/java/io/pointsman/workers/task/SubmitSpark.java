package io.pointsman.workers.task;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureClass;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.engine.SparkEngine;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Jobs;
import io.pointsman.workers.run.OpenJob;
import io.pointsman.workers.run.Ticket;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an execution's first Spark attempt. */
public final class SubmitSpark implements TaskWorker {
  private static final Logger LOG = LoggerFactory.getLogger(SubmitSpark.class);

  private final SparkEngine engine;
  private final Fence fence;
  private final Jobs jobs;
  private final ControlFiles files;

  public SubmitSpark(SparkEngine engine, Fence fence, Jobs jobs, ControlFiles files) {
    this.engine = engine;
    this.fence = fence;
    this.jobs = jobs;
    this.files = files;
  }

  @Override
  public String taskType() {
    return "submit_spark";
  }

  @Override
  public Role role() {
    return Role.SPARK;
  }

  @Override
  public TaskAnswer work(PolledTask task) throws Exception {
    Execution execution = Execution.of(task.input());
    Ticket ticket = Execution.part(task.input(), "claim", Ticket.class);
    fence.checkKillSwitch();
    JobKey job = execution.job(Connector.SPARK, ticket.attempt());
    files.markOpen(OpenJob.of(Connector.SPARK, execution));
    JobHandle handle =
        submit(
            jobs.request(
                execution,
                job,
                ticket.tableUuid(),
                execution.settings().sparkDeadline(),
                Map.of()));
    // Once more: a run that was terminated meanwhile had no job yet, and the mark may be gone.
    files.markOpen(OpenJob.of(Connector.SPARK, execution));
    return new TaskAnswer.Done(
        TaskOutput.summary(
                "Submitted " + Connector.SPARK + " attempt " + job.attempt() + ", " + where(handle))
            .put("job", handle)
            .json());
  }

  /** What passes is tried once more, here: nothing runs yet that could be waited for. */
  private JobHandle submit(JobRequest request) throws IOException, TaskFailedException {
    try {
      return engine.submit(request);
    } catch (TaskFailedException e) {
      if (e.reason().failureClass() != FailureClass.RETRY) {
        throw e;
      }
      LOG.info("Submitting {} once more: {}", request.key(), e.getMessage());
      return engine.submit(request);
    }
  }

  static String where(JobHandle handle) {
    if (handle.externalId() != null) {
      return "known to its service as " + handle.externalId() + ".";
    }
    return handle.pid() == null
        ? "by " + handle.submittedBy() + "."
        : "process " + handle.pid() + " on " + handle.host() + ".";
  }
}

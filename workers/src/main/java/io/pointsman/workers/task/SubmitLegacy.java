package io.pointsman.workers.task;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fallback;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Jobs;
import io.pointsman.workers.run.LegacyQueue;
import io.pointsman.workers.run.OpenJob;
import io.pointsman.workers.run.Ticket;
import java.io.IOException;
import java.util.Optional;

/**
 * Starts the legacy engine's job, or finds the one that runs. Where it must wait for its turn,
 * {@link AwaitLegacy} starts it then: that task may take as long as a run may.
 */
public final class SubmitLegacy extends LegacyTask {
  private final LegacyEngine engine;
  private final Fence fence;
  private final Jobs jobs;
  private final ControlFiles files;
  private final LegacyQueue queue;

  public SubmitLegacy(
      LegacyEngine engine, Fence fence, Jobs jobs, ControlFiles files, LegacyQueue queue) {
    super("submit_legacy");
    this.engine = engine;
    this.fence = fence;
    this.jobs = jobs;
    this.files = files;
    this.queue = queue;
  }

  @Override
  TaskAnswer work(PolledTask task, Fallback fallback) throws Exception {
    Execution execution = Execution.of(task.input());
    Ticket ticket = Execution.part(task.input(), "claim", Ticket.class);
    Optional<LegacyQueue.Place> place = place(execution);
    if (place.isPresent()) {
      return new TaskAnswer.Done(
          TaskOutput.summary(place.get().sentence()).put("queue", place.get()).json());
    }
    JobHandle handle = submit(execution, ticket);
    return new TaskAnswer.Done(
        TaskOutput.summary(
                "Submitted "
                    + engine.name()
                    + " attempt "
                    + ticket.attempt()
                    + ", "
                    + SubmitSpark.where(handle))
            .put("job", handle)
            .put("notGuaranteed", engine.notGuaranteed())
            .json());
  }

  /** Where the execution's job waits, or empty when it may be submitted. */
  Optional<LegacyQueue.Place> place(Execution execution) throws TaskFailedException {
    try {
      return queue.place(execution);
    } catch (IOException e) {
      throw TaskFailedException.passing(
          FailureReason.LEGACY_SUBMIT_FAILED,
          "How many legacy jobs run is not known now: " + e.getMessage(),
          e);
    }
  }

  /** Submits the job of a claim. */
  JobHandle submit(Execution execution, Ticket ticket) throws TaskFailedException {
    JobKey job = execution.job(Connector.LEGACY, ticket.attempt());
    try {
      files.markOpen(OpenJob.of(Connector.LEGACY, execution));
      JobHandle handle =
          engine.submit(
              jobs.request(
                  execution,
                  job,
                  ticket.tableUuid(),
                  execution.settings().deadline(),
                  fence.legacySettings(execution.decision().movement())));
      // Once more: a run that was terminated meanwhile had no job yet, and the mark may be gone.
      files.markOpen(OpenJob.of(Connector.LEGACY, execution));
      return handle;
    } catch (LegacyEngine.LegacyException e) {
      throw TaskFailedException.terminal(FailureReason.LEGACY_SUBMIT_FAILED, e.getMessage());
    } catch (IOException e) {
      // Started or not: the same key finds it.
      throw TaskFailedException.passing(FailureReason.LEGACY_SUBMIT_FAILED, e.getMessage(), e);
    }
  }
}

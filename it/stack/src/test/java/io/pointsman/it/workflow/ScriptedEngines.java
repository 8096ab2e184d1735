package io.pointsman.it.workflow;

import com.google.inject.AbstractModule;
import io.pointsman.control.JobState;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.engine.SparkEngine;
import io.pointsman.workers.engine.SparkStopper;
import io.pointsman.workers.run.BackupFinder;
import java.io.IOException;
import java.util.Optional;

/** Puts scripted jobs in the place of both engines. */
final class ScriptedEngines extends AbstractModule {
  private final ScriptedJobs spark;
  private final ScriptedJobs legacy;

  ScriptedEngines(ScriptedJobs spark, ScriptedJobs legacy) {
    this.spark = spark;
    this.legacy = legacy;
  }

  @Override
  protected void configure() {
    ScriptedSpark engine = new ScriptedSpark(spark);
    bind(BackupFinder.class).toInstance(new ScriptedBackups());
    bind(SparkEngine.class).toInstance(engine);
    bind(SparkStopper.class).toInstance(engine);
    bind(LegacyEngine.class).toInstance(new ScriptedLegacy(legacy));
  }

  private record ScriptedSpark(ScriptedJobs jobs) implements SparkEngine {
    @Override
    public JobHandle submit(JobRequest request) throws IOException, TaskFailedException {
      try {
        return jobs.submit(request);
      } catch (ScriptedJobs.ScriptedRefusal e) {
        throw TaskFailedException.terminal(e.reason, e.getMessage());
      }
    }

    @Override
    public JobState poll(JobKey key) throws IOException {
      Optional<JobResult> result = jobs.look(key);
      return result.isPresent()
          ? new JobState.Ended(result.get())
          : new JobState.Running(Optional.of(jobs.progress()));
    }

    @Override
    public void cancel(JobKey key, String reason) throws IOException {
      jobs.cancel(key, reason);
    }
  }

  private record ScriptedLegacy(ScriptedJobs jobs) implements LegacyEngine {
    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public Abilities abilities() {
      return new Abilities(true, true, true, true, true, true, true);
    }

    @Override
    public JobHandle submit(JobRequest request) throws IOException, LegacyException {
      try {
        return jobs.submit(request);
      } catch (ScriptedJobs.ScriptedRefusal e) {
        throw new LegacyException(request.key(), e.getMessage(), e);
      }
    }

    @Override
    public Poll poll(JobHandle handle) throws IOException {
      Optional<JobResult> result = jobs.look(handle.key());
      return result.isPresent()
          ? new Poll.Ended(result.get())
          : new Poll.Running(Optional.of(jobs.progress()));
    }

    @Override
    public void cancel(JobHandle handle) throws IOException {
      jobs.cancel(handle.key(), FailureReason.DEADLINE.name());
    }
  }
}

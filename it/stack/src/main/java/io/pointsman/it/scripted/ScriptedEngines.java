package io.pointsman.it.scripted;

import com.google.inject.AbstractModule;
import io.pointsman.control.JobState;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.engine.SparkEngine;
import io.pointsman.workers.engine.SparkStopper;
import io.pointsman.workers.run.BackupFinder;
import java.io.IOException;

/** Puts scripted jobs in the place of both engines, and scripted backups before them. */
public final class ScriptedEngines extends AbstractModule {
  private final JobRunner spark;
  private final JobRunner legacy;
  private final LegacyEngine.Abilities abilities;
  private final ScriptedBackups backups;

  /** A legacy engine that can do everything, as the reference engine. */
  public ScriptedEngines(JobRunner spark, JobRunner legacy) {
    this(spark, legacy, new ScriptedBackups());
  }

  /** The same, with backups that come and go. */
  public ScriptedEngines(JobRunner spark, JobRunner legacy, ScriptedBackups backups) {
    this(
        spark,
        legacy,
        new LegacyEngine.Abilities(true, true, true, true, true, true, true, true),
        backups);
  }

  /**
   * Engines of which the legacy one says what it can do.
   *
   * @param abilities without {@code stages} it is taken to write the table by itself
   */
  public ScriptedEngines(JobRunner spark, JobRunner legacy, LegacyEngine.Abilities abilities) {
    this(spark, legacy, abilities, new ScriptedBackups());
  }

  private ScriptedEngines(
      JobRunner spark,
      JobRunner legacy,
      LegacyEngine.Abilities abilities,
      ScriptedBackups backups) {
    this.spark = spark;
    this.legacy = legacy;
    this.abilities = abilities;
    this.backups = backups;
  }

  @Override
  protected void configure() {
    ScriptedSpark engine = new ScriptedSpark(spark);
    bind(BackupFinder.class).toInstance(backups);
    bind(SparkEngine.class).toInstance(engine);
    bind(SparkStopper.class).toInstance(engine);
    bind(LegacyEngine.class).toInstance(new ScriptedLegacy(legacy, abilities));
  }

  private record ScriptedSpark(JobRunner jobs) implements SparkEngine {
    @Override
    public JobHandle submit(JobRequest request) throws IOException, TaskFailedException {
      try {
        return jobs.submit(request);
      } catch (JobRunner.RefusedException e) {
        throw TaskFailedException.terminal(e.reason(), e.getMessage());
      }
    }

    @Override
    public JobState poll(JobKey key) throws IOException {
      return jobs.look(key);
    }

    @Override
    public void cancel(JobKey key, String reason) throws IOException {
      jobs.cancel(key, reason);
    }
  }

  private record ScriptedLegacy(JobRunner jobs, Abilities abilities) implements LegacyEngine {
    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public JobHandle submit(JobRequest request) throws IOException, LegacyException {
      try {
        return jobs.submit(request);
      } catch (JobRunner.RefusedException e) {
        throw new LegacyException(request.key(), e.getMessage(), e);
      }
    }

    @Override
    public Poll poll(JobHandle handle) throws IOException {
      JobState state = jobs.look(handle.key());
      if (state instanceof JobState.Ended ended) {
        return new Poll.Ended(ended.result());
      }
      if (state instanceof JobState.Lost lost) {
        return new Poll.Lost(lost.message());
      }
      return new Poll.Running(((JobState.Running) state).progress());
    }

    @Override
    public void cancel(JobHandle handle) throws IOException {
      jobs.cancel(handle.key(), FailureReason.DEADLINE.name());
    }
  }
}

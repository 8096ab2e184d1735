package io.pointsman.workers;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import io.pointsman.control.ControlStore;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.engine.SparkStopper;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Decisions;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Jobs;
import io.pointsman.workers.run.LegacyQueue;
import io.pointsman.workers.run.PublishedResults;
import io.pointsman.workers.run.Repins;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.run.SparkFailures;
import io.pointsman.workers.run.Spending;
import io.pointsman.workers.task.AwaitLegacy;
import io.pointsman.workers.task.ClaimLegacy;
import io.pointsman.workers.task.ConfirmLegacy;
import io.pointsman.workers.task.StopSpark;
import io.pointsman.workers.task.SubmitLegacy;
import java.time.Clock;

/** The work of the role {@code legacy}. */
final class LegacyModule extends AbstractModule {
  @ProvidesIntoSet
  TaskWorker claimLegacy(
      Decisions decisions,
      Runs runs,
      SparkFailures sparkFailures,
      Fence fence,
      LegacyEngine engine,
      ControlStore records,
      PublishedResults published,
      Repins repins) {
    return new ClaimLegacy(
        decisions, runs, sparkFailures, fence, engine, records, published, repins);
  }

  @ProvidesIntoSet
  TaskWorker stopSpark(SparkStopper stopper, ControlStore records, Fence fence) {
    return new StopSpark(stopper, records, fence);
  }

  @Provides
  @Singleton
  SubmitLegacy submitLegacy(
      LegacyEngine engine,
      Fence fence,
      Jobs jobs,
      ControlFiles files,
      WorkerConfig config,
      Clock clock) {
    return new SubmitLegacy(
        engine, fence, jobs, files, new LegacyQueue(files, config.runs().legacyJobs(), clock));
  }

  @ProvidesIntoSet
  TaskWorker submit(SubmitLegacy submit) {
    return submit;
  }

  @ProvidesIntoSet
  TaskWorker awaitLegacy(
      LegacyEngine engine,
      SubmitLegacy submit,
      Fence fence,
      Runs runs,
      Repins repins,
      ControlStore records,
      WorkerConfig config,
      Clock clock) {
    return new AwaitLegacy(
        engine, submit, fence, runs, repins, records, config.process().awaitInterval(), clock);
  }

  @ProvidesIntoSet
  TaskWorker confirmLegacy(
      LegacyEngine engine, Fence fence, Spending spending, Repins repins, Runs runs, Clock clock) {
    return new ConfirmLegacy(engine, fence, spending, repins, runs, clock);
  }
}

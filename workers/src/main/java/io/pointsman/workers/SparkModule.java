package io.pointsman.workers;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.ProvidesIntoSet;
import io.pointsman.control.ControlStore;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.engine.SparkEngine;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Jobs;
import io.pointsman.workers.run.PublishedResults;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.run.Spending;
import io.pointsman.workers.task.AuditSpark;
import io.pointsman.workers.task.AwaitSpark;
import io.pointsman.workers.task.ClaimSpark;
import io.pointsman.workers.task.PublishSpark;
import io.pointsman.workers.task.SubmitSpark;
import java.time.Clock;

/** The work of the role {@code spark}. */
final class SparkModule extends AbstractModule {
  @ProvidesIntoSet
  TaskWorker claimSpark(Fence fence, PublishedResults published) {
    return new ClaimSpark(fence, published);
  }

  @ProvidesIntoSet
  TaskWorker submitSpark(SparkEngine engine, Fence fence, Jobs jobs, ControlFiles files) {
    return new SubmitSpark(engine, fence, jobs, files);
  }

  @ProvidesIntoSet
  TaskWorker awaitSpark(
      SparkEngine engine,
      ControlStore records,
      Fence fence,
      Jobs jobs,
      WorkerConfig config,
      Clock clock) {
    return new AwaitSpark(engine, records, fence, jobs, config.process().awaitInterval(), clock);
  }

  @ProvidesIntoSet
  TaskWorker auditSpark(Fence fence) {
    return new AuditSpark(fence);
  }

  @ProvidesIntoSet
  TaskWorker publishSpark(Fence fence, Spending spending, Runs runs, Clock clock) {
    return new PublishSpark(fence, spending, runs, clock);
  }
}

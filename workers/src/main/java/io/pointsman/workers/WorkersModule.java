package io.pointsman.workers;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.pointsman.backup.ObjectStore;
import io.pointsman.control.ControlStore;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.tracing.RunTracing;
import io.pointsman.workers.conductor.Failures;
import io.pointsman.workers.conductor.WorkerLoop;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.run.BackupFinder;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Decisions;
import io.pointsman.workers.run.Destinations;
import io.pointsman.workers.run.FailedOutcomes;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.JobWatch;
import io.pointsman.workers.run.Jobs;
import io.pointsman.workers.run.Leftovers;
import io.pointsman.workers.run.Outcomes;
import io.pointsman.workers.run.PublishedResults;
import io.pointsman.workers.run.RegistryView;
import io.pointsman.workers.run.Repins;
import io.pointsman.workers.run.RunSweep;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.run.Schemas;
import io.pointsman.workers.run.SparkFailures;
import io.pointsman.workers.run.Spending;
import io.pointsman.workers.visibility.TaskSpans;
import io.pointsman.workers.visibility.WorkerMetrics;
import io.pointsman.workflows.ConductorApi;
import java.time.Clock;

/** What every worker process has; the engines come from {@link EnginesModule}. */
final class WorkersModule extends AbstractModule {
  /** Looks at a job that are missed before it counts as one that no worker looks at. */
  private static final int DEADLINE_GRACE = 6;

  /** Looks at a job until its run counts as one that Conductor may have forgotten. */
  private static final int SWEEP_AGE = 12;

  private final WorkerConfig config;
  private final Clock clock;

  WorkersModule(WorkerConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(WorkerConfig.class).toInstance(config);
    bind(Clock.class).toInstance(clock);
  }

  @Provides
  @Singleton
  ConductorApi conductor() {
    return new ConductorApi(config.conductor());
  }

  @Provides
  @Singleton
  WorkerLoop loop(ConductorApi conductor, WorkerMetrics metrics, RunTracing tracing) {
    TaskSpans spans = new TaskSpans(tracing, clock);
    return new WorkerLoop(
        conductor,
        config.process(),
        new Failures(),
        (task, answer, took) -> {
          metrics.worked(task, answer, took);
          spans.worked(task, answer, took);
        });
  }

  @Provides
  @Singleton
  RunTracing tracing() {
    return RunTracing.of(System.getenv(), "pointsman-worker");
  }

  @Provides
  @Singleton
  WorkerMetrics metrics(RegistryView registry) {
    return new WorkerMetrics(registry);
  }

  @Provides
  @Singleton
  Runs runs(ConductorApi conductor) {
    return new Runs(conductor);
  }

  @Provides
  @Singleton
  RunSweep sweep(Runs runs, Clock clock) {
    return new RunSweep(runs, config.process().awaitInterval().multipliedBy(SWEEP_AGE), clock);
  }

  @Provides
  @Singleton
  RegistryView registry(ControlFiles files, Clock clock) {
    return new RegistryView(
        new RegistryClient(config.registry().url(), config.registry().token()),
        files,
        config.registry(),
        clock);
  }

  @Provides
  @Singleton
  @SuppressWarnings("CloseableProvides") // The process closes it.
  ObjectStore store() {
    return config.control().openStore();
  }

  @Provides
  @Singleton
  ControlStore records(ObjectStore store) {
    return config.control().records(store);
  }

  @Provides
  @Singleton
  ControlFiles files(ObjectStore store) {
    return new ControlFiles(store, config.control().uri().prefix());
  }

  @Provides
  @Singleton
  Outcomes outcomes(ControlFiles files, RegistryView registry, RunTracing tracing) {
    return new Outcomes(files, registry, tracing);
  }

  @Provides
  @Singleton
  Schemas schemas(ControlFiles files) {
    return new Schemas(files);
  }

  @Provides
  @Singleton
  Destinations destinations() {
    return new Destinations();
  }

  @Provides
  @Singleton
  Decisions decisions(
      RegistryView registry,
      BackupFinder backups,
      Schemas schemas,
      Destinations destinations,
      ControlFiles files,
      Outcomes outcomes,
      Clock clock) {
    return new Decisions(
        config.runs(), registry, backups, schemas, destinations, files, outcomes, clock);
  }

  @Provides
  @Singleton
  Fence fence(RegistryView registry, Destinations destinations, Schemas schemas, Clock clock) {
    return new Fence(registry, destinations, schemas, config.runs().commitTimeout(), clock);
  }

  @Provides
  @Singleton
  Jobs jobs(Fence fence) {
    return new Jobs(fence);
  }

  @Provides
  @Singleton
  Spending spending(ControlStore records) {
    return new Spending(records);
  }

  @Provides
  @Singleton
  PublishedResults published(Spending spending, Clock clock) {
    return new PublishedResults(spending, clock);
  }

  @Provides
  @Singleton
  SparkFailures sparkFailures(Runs runs) {
    return new SparkFailures(runs);
  }

  @Provides
  @Singleton
  Repins repins(
      RegistryView registry,
      BackupFinder backups,
      Schemas schemas,
      ControlFiles files,
      Clock clock) {
    return new Repins(registry, backups, schemas, files, clock);
  }

  @Provides
  @Singleton
  FailedOutcomes failedOutcomes(Spending spending, Fence fence, Repins repins, Clock clock) {
    return new FailedOutcomes(spending, fence, repins, clock);
  }

  @Provides
  @Singleton
  Leftovers leftovers(
      ControlFiles files, ControlStore records, Runs runs, Fence fence, Clock clock) {
    return new Leftovers(files, records, runs, fence, config.leftovers().failedRunAge(), clock);
  }

  @Provides
  @Singleton
  JobWatch jobWatch(
      ControlFiles files,
      ControlStore records,
      Runs runs,
      Outcomes outcomes,
      FailedOutcomes failed,
      Leftovers leftovers,
      Repins repins,
      Clock clock) {
    return new JobWatch(
        files,
        records,
        runs,
        outcomes,
        failed,
        leftovers,
        repins,
        config.process().awaitInterval().multipliedBy(DEADLINE_GRACE),
        clock);
  }
}

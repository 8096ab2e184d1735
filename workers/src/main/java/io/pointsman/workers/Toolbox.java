package io.pointsman.workers;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.pointsman.backup.ObjectStore;
import io.pointsman.control.Cancellation;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.publication.Destination;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.engine.SparkStopper;
import io.pointsman.workers.leftover.LeftoverSearch;
import io.pointsman.workers.leftover.LeftoverSearches;
import io.pointsman.workers.leftover.RunStates;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Destinations;
import io.pointsman.workers.run.JobWatch;
import io.pointsman.workers.run.OpenJob;
import io.pointsman.workers.run.Runs;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A worker's parts for the commands of an operator, without polling for anything. */
public final class Toolbox implements AutoCloseable {
  private final WorkerConfig config;
  private final Injector injector;

  private Toolbox(WorkerConfig config, Injector injector) {
    this.config = config;
    this.injector = injector;
  }

  /** Opens with the engines that the configuration names. */
  public static Toolbox open(WorkerConfig config) {
    return open(config, new EnginesModule(config));
  }

  /** Opens with other engines, as {@link WorkerProcess#start} takes them. */
  public static Toolbox open(WorkerConfig config, com.google.inject.Module engines) {
    return new Toolbox(
        config, Guice.createInjector(new WorkersModule(config, Clock.systemUTC()), engines));
  }

  public RegistryClient registry() {
    return new RegistryClient(config.registry().url(), config.registry().token());
  }

  public Destinations destinations() {
    return injector.getInstance(Destinations.class);
  }

  /** How runs stand in Conductor, each asked for once. */
  public RunStates runs() {
    return new RunStates(injector.getInstance(Runs.class));
  }

  /** Finds what runs left behind. */
  public LeftoverSearch leftovers() {
    return LeftoverSearches.of(
        config,
        injector.getInstance(ObjectStore.class),
        injector.getInstance(ControlStore.class),
        injector.getInstance(ControlFiles.class),
        injector.getInstance(JobWatch.class),
        destinations(),
        runs(),
        Map.of(
            Connector.SPARK,
            injector.getInstance(SparkStopper.class)::cancel,
            Connector.LEGACY,
            legacyStopper()),
        Clock.systemUTC());
  }

  private JobWatch.Stopper legacyStopper() {
    ControlStore records = injector.getInstance(ControlStore.class);
    if (config.legacy() == null) {
      // Without the engine's settings it can only be asked by its records, as a Spark job is.
      return (job, reason) ->
          records.requestCancel(
              job,
              new Cancellation(Clock.systemUTC().instant(), config.process().workerId(), reason));
    }
    LegacyEngine engine = injector.getInstance(LegacyEngine.class);
    return (job, reason) -> {
      var handle = records.handle(job);
      if (handle.isPresent()) {
        engine.cancel(handle.get());
      }
    };
  }

  /** Runs that go on and have claimed this destination, staged on it, or have a job for it. */
  public Set<String> runsAtWork(Destination destination, String table) throws IOException {
    Set<String> ids = new TreeSet<>();
    destination.fenceHead().ifPresent(head -> ids.add(head.order().runId()));
    destination.runBranches().stream()
        .filter(branch -> branch.lineage() != null)
        .forEach(branch -> ids.add(branch.lineage().runId()));
    ControlFiles files = injector.getInstance(ControlFiles.class);
    for (Connector engine : Connector.values()) {
      for (OpenJob job : files.open(engine)) {
        if (job.decision().movement().destination().toString().equals(table)) {
          ids.add(job.decision().runId());
        }
      }
    }
    RunStates states = runs();
    Set<String> atWork = new TreeSet<>();
    for (String id : ids) {
      if (states.of(id).goesOn()) {
        atWork.add(id);
      }
    }
    return atWork;
  }

  @Override
  public void close() {
    destinations().close();
    injector.getInstance(ObjectStore.class).close();
  }
}

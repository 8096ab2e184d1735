package io.pointsman.workers;

import com.google.inject.Injector;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.engine.SparkStopper;
import io.pointsman.workers.run.JobWatch;
import io.pointsman.workers.run.Leftovers;
import io.pointsman.workers.run.Outcomes;
import io.pointsman.workers.run.RegistryView;
import io.pointsman.workers.run.RunSweep;
import io.pointsman.workers.visibility.WorkerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker does every now and then without being asked by Conductor. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration DELIVERY_INTERVAL = Duration.ofSeconds(15);

  private static final Duration COPY_INTERVAL = Duration.ofMinutes(1);

  /** Looks at jobs between two sweeps over the runs. */
  private static final int SWEEP_LOOKS = 6;

  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);

  private interface Chore {
    void run() throws IOException;
  }

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "housekeeping");
            thread.setDaemon(true);
            return thread;
          });

  private final WorkerMetrics metrics;

  private Housekeeping(WorkerMetrics metrics) {
    this.metrics = metrics;
  }

  /** Starts the chores of a worker's roles. */
  static Housekeeping start(WorkerConfig config, Injector injector) {
    Housekeeping housekeeping = new Housekeeping(injector.getInstance(WorkerMetrics.class));
    Set<Role> roles = config.process().roles();
    Duration interval = config.process().awaitInterval();
    // A worker that has had nothing to do yet must know what names mean when the registry is gone.
    RegistryView registry = injector.getInstance(RegistryView.class);
    housekeeping.every(
        Duration.ZERO, COPY_INTERVAL, "keep a copy of the registry", registry::known);
    housekeeping.every(
        interval.multipliedBy(SWEEP_LOOKS),
        "have Conductor look at old runs",
        injector.getInstance(RunSweep.class)::sweep);
    JobWatch watch = injector.getInstance(JobWatch.class);
    if (roles.contains(Role.DECIDE)) {
      Outcomes outcomes = injector.getInstance(Outcomes.class);
      housekeeping.every(
          DELIVERY_INTERVAL,
          "deliver outcomes that wait for the registry",
          () -> {
            outcomes.deliverPending();
            housekeeping.metrics.undelivered(outcomes.pending());
          });
      Leftovers leftovers = injector.getInstance(Leftovers.class);
      Duration age = config.leftovers().failedRunAge();
      housekeeping.every(
          age.compareTo(SWEEP_INTERVAL) < 0 ? age : SWEEP_INTERVAL,
          "remove what failed runs staged",
          leftovers::sweepFailed);
      housekeeping.every(interval, "end overdue legacy jobs", watch::endOverdueLegacy);
    }
    if (roles.contains(Role.SPARK) || roles.contains(Role.LEGACY)) {
      SparkStopper stopper = injector.getInstance(SparkStopper.class);
      housekeeping.every(
          interval,
          "stop the Spark jobs of ended runs",
          () -> watch.stopOrphans(Connector.SPARK, stopper::cancel));
    }
    if (roles.contains(Role.LEGACY)) {
      LegacyEngine engine = injector.getInstance(LegacyEngine.class);
      ControlStore records = injector.getInstance(ControlStore.class);
      housekeeping.every(
          interval,
          "stop the legacy jobs of ended runs",
          () ->
              watch.stopOrphans(
                  Connector.LEGACY,
                  (job, reason) -> {
                    Optional<JobHandle> handle = records.handle(job);
                    if (handle.isPresent()) {
                      engine.cancel(handle.get());
                    }
                  }));
      housekeeping.every(interval, "end overdue Spark paths", watch::endOverdueSpark);
    }
    return housekeeping;
  }

  private void every(Duration interval, String name, Chore chore) {
    every(interval, interval, name, chore);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A chore catches what it throws.
  private void every(Duration first, Duration interval, String name, Chore chore) {
    timer.scheduleWithFixedDelay(
        () -> {
          try {
            chore.run();
          } catch (IOException | RuntimeException e) {
            metrics.choreFailed(name);
            LOG.warn("Could not {} now: {}", name, e.toString());
          }
        },
        first.toMillis(),
        interval.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

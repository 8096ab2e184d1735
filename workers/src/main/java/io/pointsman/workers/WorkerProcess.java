package io.pointsman.workers;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import io.pointsman.backup.ObjectStore;
import io.pointsman.tracing.RunTracing;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.conductor.WorkerLoop;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.run.Destinations;
import io.pointsman.workers.visibility.WorkerEndpoint;
import io.pointsman.workers.visibility.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker process: what its roles need, wired and polling until it is closed. */
public final class WorkerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  /**
   * For fault tests alone: how wrong this worker's clock is, such as {@code PT10M} or {@code
   * PT-10M}.
   */
  private static final String CLOCK_OFFSET_PROPERTY = "pointsman.clock-offset";

  private final Injector injector;
  private final WorkerLoop loop;
  private final Housekeeping housekeeping;
  private final WorkerEndpoint endpoint;

  private WorkerProcess(
      Injector injector, WorkerLoop loop, Housekeeping housekeeping, WorkerEndpoint endpoint) {
    this.injector = injector;
    this.loop = loop;
    this.housekeeping = housekeeping;
    this.endpoint = endpoint;
  }

  /** Starts with the engines that the configuration names. */
  public static WorkerProcess start(WorkerConfig config) {
    return start(config, new EnginesModule(config));
  }

  /**
   * Starts with other engines.
   *
   * @param engines binds {@code BackupFinder}, and for its roles {@code SparkEngine}, {@code
   *     SparkStopper} and {@code LegacyEngine}
   */
  public static WorkerProcess start(WorkerConfig config, Module engines) {
    return start(config, engines, clock());
  }

  /**
   * Starts with other engines, and with another clock for deadlines and ages; pauses and timeouts
   * of its own are real.
   */
  public static WorkerProcess start(WorkerConfig config, Module engines, Clock clock) {
    Set<Role> roles = config.process().roles();
    List<Module> modules = new ArrayList<>(List.of(new WorkersModule(config, clock), engines));
    if (roles.contains(Role.DECIDE)) {
      modules.add(new DecideModule());
    }
    if (roles.contains(Role.SPARK)) {
      modules.add(new SparkModule());
    }
    if (roles.contains(Role.LEGACY)) {
      modules.add(new LegacyModule());
    }
    Injector injector = Guice.createInjector(modules);
    List<TaskWorker> workers =
        injector.getInstance(Key.get(new TypeLiteral<Set<TaskWorker>>() {})).stream()
            .sorted(Comparator.comparing(TaskWorker::taskType))
            .toList();
    WorkerLoop loop = injector.getInstance(WorkerLoop.class);
    WorkerEndpoint endpoint =
        config.endpoint() == null
            ? null
            : WorkerEndpoint.start(config.endpoint(), injector.getInstance(WorkerMetrics.class));
    Housekeeping housekeeping = Housekeeping.start(config, injector);
    loop.start(workers);
    LOG.info(
        "Worker {} is polling {} for {}",
        config.process().workerId(),
        config.conductor(),
        workers.stream().map(TaskWorker::taskType).toList());
    if (endpoint != null) {
      LOG.info("It answers for itself at {}/metrics and /healthz", endpoint.uri());
    }
    return new WorkerProcess(injector, loop, housekeeping, endpoint);
  }

  private static Clock clock() {
    String offset = System.getProperty(CLOCK_OFFSET_PROPERTY);
    return offset == null
        ? Clock.systemUTC()
        : Clock.offset(Clock.systemUTC(), Duration.parse(offset));
  }

  /** Takes no more tasks, finishes those that it has, and lets go of everything. */
  @Override
  public void close() {
    loop.close();
    housekeeping.close();
    if (endpoint != null) {
      endpoint.close();
    }
    injector.getInstance(RunTracing.class).close();
    injector.getInstance(Destinations.class).close();
    injector.getInstance(ObjectStore.class).close();
  }
}

package io.pointsman.it.chaos;

import io.pointsman.it.ChildProcess;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.JavaProgram;
import io.pointsman.it.RegistryApi;
import io.pointsman.it.RegistryService;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.WorkerService;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.workflows.ConductorApi;
import io.pointsman.workflows.Definitions;
import io.pointsman.workflows.Registrar;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A whole stack for one scenario at a time: a fault that strikes it strikes nobody else. Clients
 * reach the S3 server, the REST catalog, the registry and Conductor through proxies that commit
 * faults; the reader reaches them directly.
 */
final class Lane implements AutoCloseable {
  static final String SOURCE = "chaos";

  /** The first run may be slow without anything being wrong. */
  private static final Duration FIRST_RUN = Duration.ofMinutes(3);

  private static final String ROUTING_TABLE =
      """
      salt: pointsman
      rules:
        - id: legacy-tables
          match: {destination: "*.l_*"}
          route: {connector: legacy}
      # The faults are ours: they must go on meeting Spark.
      breaker: {fallbacks: 0}
      default: {route: {connector: spark}}
      """;

  private final StackPaths paths;
  private final Path dir;
  private final Consumer<String> progress;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Map<Target, WorkerService> workers = new EnumMap<>(Target.class);
  private final List<WorkerService> furtherWorkers = new ArrayList<>();
  private final Map<Target, Path> folders = new EnumMap<>(Target.class);
  private final Set<Target> unusual = EnumSet.noneOf(Target.class);
  private int workersStarted;
  private Timeouts timeouts = Timeouts.shortest();

  private S3Server s3;
  private ConductorServer conductor;
  private RegistryService registry;
  private final FaultProxy s3Proxy;
  private final FaultProxy conductorProxy;
  private final FaultProxy registryProxy;
  private final Lake lake;
  private final Reader reader;
  private final JobRecords records;
  private final WorkerConfigs configs;

  /**
   * @param s3 with the backup; the lane closes it not, but what it started in its place
   * @param conductor likewise
   * @param backup where the backup lies
   */
  Lane(
      StackPaths paths,
      Path dir,
      S3Server s3,
      ConductorServer conductor,
      BackupPlace backup,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    this.paths = paths;
    this.dir = dir;
    this.progress = progress;
    this.s3 = s3;
    this.conductor = conductor;
    this.s3Proxy = own(FaultProxy.before(s3.endpoint()));
    this.conductorProxy = own(FaultProxy.before(conductor.uri()));
    this.registry = RegistryService.start(paths, dir, progress);
    own(() -> registry.close());
    this.registryProxy = own(FaultProxy.before(registry.uri()));
    this.lake = own(new Lake(dir, s3));
    this.records = own(new JobRecords(s3));
    this.configs =
        new WorkerConfigs(
            paths,
            conductorProxy.uri(),
            registryProxy.uri(),
            registry.tokenFile(),
            s3Proxy.uri(),
            dir.resolve("jars"));
    RegistryApi definitions = new RegistryApi(registry.uri(), registryToken(), "chaos");
    definitions.putSource(backup.source(SOURCE, s3Proxy.uri()));
    definitions.putCatalog(lake.jdbcDefinition(s3Proxy.uri()));
    definitions.putCatalog(lake.restDefinition(s3Proxy.uri()));
    definitions.putRoutingTable(ROUTING_TABLE, "chaos: tables beginning with l_ stay on legacy");
    takeTimeouts(Timeouts.after(FIRST_RUN));
    this.reader = own(Reader.start(paths, dir.resolve("reader"), lake.readersCatalogs(), s3));
    own(this::closeWorkers);
    for (Target target : Target.values()) {
      if (target.isWorker()) {
        startAgain(target);
      }
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    owned.push(part);
    return part;
  }

  /** Registers the workflows with these timeouts; runs that go on keep what they have. */
  void takeTimeouts(Timeouts timeouts) throws IOException {
    this.timeouts = timeouts;
    new Registrar(conductor()).register(Definitions.shipped().withTasks(timeouts::shortened));
  }

  Timeouts timeouts() {
    return timeouts;
  }

  ConductorApi conductor() {
    return new ConductorApi(conductor.uri());
  }

  URI registry() {
    return registry.uri();
  }

  RegistryToken registryToken() {
    return RegistryToken.inFile(registry.tokenFile());
  }

  FaultProxy s3Proxy() {
    return s3Proxy;
  }

  FaultProxy catalogProxy() {
    return lake.restProxy();
  }

  FaultProxy conductorProxy() {
    return conductorProxy;
  }

  FaultProxy registryProxy() {
    return registryProxy;
  }

  Lake lake() {
    return lake;
  }

  Reader reader() {
    return reader;
  }

  JobRecords records() {
    return records;
  }

  /** The process of a part that is no driver. */
  ChildProcess process(Target target) {
    return switch (target) {
      case DECIDE_WORKER, SPARK_WORKER, LEGACY_WORKER -> workers.get(target).process();
      case CONDUCTOR -> conductor.process();
      case REGISTRY -> registry.process();
      case S3_SERVER -> s3.process();
      case SPARK_DRIVER, LEGACY_DRIVER ->
          throw new IllegalArgumentException("A driver belongs to a run, not to the lane");
    };
  }

  /** Starts a part that is no driver, again after its process has ended. */
  void startAgain(Target target) throws IOException, InterruptedException {
    switch (target) {
      case DECIDE_WORKER, SPARK_WORKER, LEGACY_WORKER ->
          workers.put(target, startWorker(target, UnaryOperator.identity()));
      case CONDUCTOR -> {
        conductor =
            ConductorServer.start(
                paths, conductor.directory(), conductor.uri().getPort(), progress);
        own(conductor);
      }
      case REGISTRY ->
          registry = RegistryService.start(paths, dir, registry.uri().getPort(), progress);
      case S3_SERVER -> s3 = own(s3.startAgain(paths, progress));
      case SPARK_DRIVER, LEGACY_DRIVER ->
          throw new IllegalArgumentException("A worker starts drivers, not the lane");
    }
  }

  /** Puts a worker of another kind in a worker's place, until the scenario is over. */
  void replace(Target target, UnaryOperator<JavaProgram> change)
      throws IOException, InterruptedException {
    workers.get(target).close();
    unusual.add(target);
    workers.put(target, startWorker(target, change));
  }

  /** The working directory of a worker. */
  Path folder(Target target) {
    return folders.get(target);
  }

  /** Starts one more worker of that role, with a working directory of its own. */
  void startFurther(Target target) throws IOException, InterruptedException {
    furtherWorkers.add(startWorker(target, UnaryOperator.identity()));
  }

  private WorkerService startWorker(Target target, UnaryOperator<JavaProgram> change)
      throws IOException, InterruptedException {
    workersStarted++;
    String name = target.role() + "-" + workersStarted;
    Path folder = dir.resolve("workers").resolve(name);
    folders.put(target, folder);
    Map<String, String> credentials = s3.environment();
    return WorkerService.start(
        paths,
        name,
        folder,
        configs.of(target.role(), name, folder),
        program -> change.apply(program.withEnvironment(credentials)),
        progress);
  }

  /** Whatever a scenario did: afterwards every part runs as it should, with one worker a role. */
  void heal() throws IOException, InterruptedException {
    s3Proxy.disarm();
    catalogProxy().disarm();
    registryProxy.disarm();
    conductorProxy.disarm();
    furtherWorkers.forEach(WorkerService::close);
    furtherWorkers.clear();
    for (Target target : unusual) {
      workers.get(target).close();
    }
    unusual.clear();
    for (Target target : Target.values()) {
      if (target.isDriver()) {
        continue;
      }
      if (process(target).isAlive()) {
        // A scenario that did not come to its end leaves stopped what it had stopped.
        signal("CONT", process(target).pid());
      } else {
        progress.accept("starting the " + target.label() + " again");
        startAgain(target);
      }
    }
  }

  static void signal(String signal, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
  }

  private void closeWorkers() {
    workers.values().forEach(WorkerService::close);
    furtherWorkers.forEach(WorkerService::close);
  }

  @Override
  public void close() throws Exception {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}

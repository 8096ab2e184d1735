package io.pointsman.it.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreUri;
import io.pointsman.control.ControlLocation;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Movement;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.scripted.ScriptedBackups;
import io.pointsman.it.scripted.ScriptedEngines;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.RegistryServer;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.workers.Toolbox;
import io.pointsman.workers.WorkerProcess;
import io.pointsman.workers.cli.WorkersCommand;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workflows.ConductorApi;
import io.pointsman.workflows.Definitions;
import io.pointsman.workflows.Registrar;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.awaitility.Awaitility;
import picocli.CommandLine;

/**
 * A real Conductor, registry, object store, catalog and real workers; only the engines are scripted
 * and the timeouts short.
 */
final class WorkflowWorld implements AutoCloseable {
  private static final String BUCKET = "workflow";
  private static final int SHORT = 6;
  private static final int PATIENT = 60;
  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final Duration LONGEST = Duration.ofSeconds(120);
  static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "TERMINATED", "TIMED_OUT");

  final ConductorApi conductor;
  final RegistryClient registry;
  final ScriptedJobs spark;
  final ScriptedJobs legacy;
  final DestinationTables tables;
  private final int timeoutSeconds;
  final ScriptedBackups backups = new ScriptedBackups();
  private final Path folder;
  private Path copyFile;
  private final URI conductorUri;
  private final RegistryConfig registryConfig;
  private RegistryServer registryServer;
  private final ControlLocation control;
  private final ObjectStore store;
  private Duration failedRunAge = Duration.ofDays(7);
  private int legacyJobs;
  private final List<WorkerProcess> workers = new ArrayList<>();

  /** With timeouts that are soon over: for tests of workers that are lost. */
  WorkflowWorld(ConductorServer server, S3Server s3, Path folder) throws Exception {
    this(server, s3, folder, SHORT, JdbcCatalog.class);
  }

  /** With a catalog of another kind, and timeouts that are soon over. */
  WorkflowWorld(
      ConductorServer server, S3Server s3, Path folder, Class<? extends JdbcCatalog> catalogType)
      throws Exception {
    this(server, s3, folder, SHORT, catalogType);
  }

  /** With timeouts that a busy machine keeps, for tests in which no worker is lost. */
  static WorkflowWorld patient(ConductorServer server, S3Server s3, Path folder) throws Exception {
    return new WorkflowWorld(server, s3, folder, PATIENT, JdbcCatalog.class);
  }

  private WorkflowWorld(
      ConductorServer server,
      S3Server s3,
      Path folder,
      int timeoutSeconds,
      Class<? extends JdbcCatalog> catalogType)
      throws Exception {
    this.timeoutSeconds = timeoutSeconds;
    // The SDK's default chain: this process's environment cannot be changed any more.
    System.setProperty("aws.accessKeyId", s3.identity());
    System.setProperty("aws.secretAccessKey", s3.secret());
    this.folder = folder;
    this.copyFile = folder.resolve("copy.json");
    this.conductorUri = server.uri();
    this.conductor = new ConductorApi(server.uri());
    s3.createBucket(BUCKET);
    this.store = ObjectStores.open(s3.endpoint().toString(), S3Server.REGION, true, null, BUCKET);
    this.control =
        new ControlLocation(
            // Workers share what they know of the registry there, and each world has its own.
            new StoreUri(BUCKET, "control-" + UUID.randomUUID()),
            s3.endpoint().toString(),
            S3Server.REGION,
            true,
            null);
    ControlStore records = control.records(store);
    this.spark = new ScriptedJobs(records);
    this.legacy = new ScriptedJobs(records);
    this.tables = new DestinationTables(s3, BUCKET, folder, catalogType);
    RegistryServer first =
        RegistryServer.start(RegistryConfig.local(0, folder.resolve("registry.db")));
    this.registryServer = first;
    this.registryConfig =
        RegistryConfig.local(first.uri().getPort(), folder.resolve("registry.db"));
    this.registry =
        new RegistryClient(first.uri(), RegistryToken.inFile(registryConfig.tokenFile()));
    Change change = new Change("test", "set up");
    registry.putSource(
        SourceDefinition.of("shop", "s3://" + BUCKET + "/backups", "medusa")
            .withStore(null, null, true),
        change);
    registry.putCatalog(tables.lake(), change);
    routing(
        "{salt: pointsman, rules: [], breaker: {fallbacks: 0}, default: {route: {connector: spark}}}");
    register();
  }

  /** Registers the workflows as shipped, with timeouts that a test can wait for. */
  void register() throws IOException {
    new Registrar(conductor).register(Definitions.shipped().withTasks(this::withShortTimeouts));
  }

  private ObjectNode withShortTimeouts(ObjectNode task) {
    if (task.has("pollTimeoutSeconds")) {
      task.put("pollTimeoutSeconds", timeoutSeconds);
    }
    if (!task.path("name").asText().startsWith("await_")) {
      // What bounds a task that awaits is the run's deadline.
      task.put("timeoutSeconds", 5 * timeoutSeconds);
    }
    return task.put("responseTimeoutSeconds", timeoutSeconds).put("retryDelaySeconds", 0);
  }

  void routing(String document) throws Exception {
    registry.putRoutingTable(
        document,
        registry.routingTable().revision(),
        new Change("test", "as the test needs it"),
        false);
  }

  void stopRegistry() {
    registryServer.close();
  }

  void startRegistry() {
    registryServer = RegistryServer.start(registryConfig);
  }

  /** Starts a worker process with these roles. */
  WorkerProcess startWorker(Role... roles) {
    return startWorker(new ScriptedEngines(spark, legacy, backups), roles);
  }

  /** Starts a worker process whose engines are these. */
  WorkerProcess startWorker(ScriptedEngines engines, Role... roles) {
    return startWorker(engines, Clock.systemUTC(), Duration.ofSeconds(20), roles);
  }

  /**
   * Starts a worker process with these roles.
   *
   * @param clock what it judges deadlines by
   * @param commitTimeout how long a claim or a publish may take to settle
   */
  WorkerProcess startWorker(Clock clock, Duration commitTimeout, Role... roles) {
    return startWorker(new ScriptedEngines(spark, legacy, backups), clock, commitTimeout, roles);
  }

  private WorkerProcess startWorker(
      ScriptedEngines engines, Clock clock, Duration commitTimeout, Role... roles) {
    WorkerConfig config =
        new WorkerConfig(
            conductorUri,
            new WorkerConfig.RegistrySettings(
                registry.registry(),
                RegistryToken.inFile(registryConfig.tokenFile()),
                copyFile,
                Duration.ofHours(1)),
            control,
            new WorkerConfig.ProcessSettings(
                "worker-" + workers.size(),
                Set.of(roles),
                8,
                Duration.ofMillis(150),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)),
            new WorkerConfig.RunSettings(
                Duration.ofMinutes(5), Duration.ofMinutes(1), 1, commitTimeout, legacyJobs),
            null,
            null,
            new WorkerConfig.LeftoverSettings(
                failedRunAge, Duration.ofDays(7), Duration.ofDays(30)),
            null);
    WorkerProcess worker = WorkerProcess.start(config, engines, clock);
    workers.add(worker);
    return worker;
  }

  /** Workers that are started from now on are on a host that never had a copy of the registry. */
  void onAnotherHost() {
    copyFile = folder.resolve("copy-" + UUID.randomUUID() + ".json");
  }

  /** How many legacy jobs workers that are started from now on let run at once. */
  void allowLegacyJobs(int atOnce) {
    legacyJobs = atOnce;
  }

  /** How long workers that are started from now on keep what failed runs staged. */
  void keepWhatFailedRunsStaged(Duration age) {
    failedRunAge = age;
  }

  void stopWorkers() {
    workers.forEach(WorkerProcess::close);
    workers.clear();
  }

  /** A movement of a table that no other test has. */
  Movement movement() {
    int number = TABLES.incrementAndGet();
    return Movement.parse("shop/orders/t" + number + " -> lake.orders.t" + number);
  }

  String start(Movement movement) throws IOException {
    return start(movement.id(), Map.of());
  }

  String start(String movement, Map<String, Object> input) throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("movement", movement);
    input.forEach((key, value) -> body.putPOJO(key, value));
    return conductor.start("move_data", null, movement, body);
  }

  /** Starts a run with just this input, whatever it holds. */
  String startWith(Map<String, Object> input) throws IOException {
    return conductor.start("move_data", null, null, WireJson.mapper().valueToTree(input));
  }

  /** What workers keep on the control store. */
  ControlFiles files() {
    return new ControlFiles(store, control.uri().prefix());
  }

  /** Every object on the control store: its key and its content. */
  List<String> controlObjects() throws IOException {
    List<String> keys = new ArrayList<>();
    store.list(control.uri().prefix() + "/", listed -> keys.add(listed.key()));
    List<String> objects = new ArrayList<>();
    for (String key : keys) {
      try {
        objects.add(key + ": " + new String(store.readAll(key, 16 << 20), StandardCharsets.UTF_8));
      } catch (NoSuchFileException e) {
        // A worker has removed it since it was listed.
        objects.add(key);
      }
    }
    return objects;
  }

  /** Waits until a run has ended, asking Conductor's decider all the time. */
  JsonNode ended(String runId) {
    return await(runId, run -> ENDED.contains(run.path("status").asText()));
  }

  /** Waits until a run's task is in that status. */
  JsonNode task(String runId, String reference, String status) {
    JsonNode run =
        await(runId, candidate -> tasks(candidate, reference, status).findAny().isPresent());
    return tasks(run, reference, status).findFirst().orElseThrow();
  }

  static java.util.stream.Stream<JsonNode> tasks(JsonNode run, String reference, String status) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode task : run.path("tasks")) {
      if (task.path("referenceTaskName").asText().equals(reference)
          && task.path("status").asText().equals(status)) {
        found.add(task);
      }
    }
    return found.stream();
  }

  /** Waits for a run or a sub-workflow to be as wanted. */
  JsonNode await(String runId, Predicate<JsonNode> wanted) {
    return Awaitility.await("run " + runId)
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> look(runId), wanted);
  }

  private JsonNode look(String runId) throws IOException {
    conductor.decide(runId);
    JsonNode run = conductor.workflow(runId).orElseThrow();
    for (String subWorkflow : subWorkflows(run)) {
      conductor.decide(subWorkflow);
    }
    return run;
  }

  /** The id of a run's Spark sub-workflow. */
  String subWorkflow(String runId) {
    return subWorkflows(await(runId, run -> !subWorkflows(run).isEmpty())).get(0);
  }

  private static List<String> subWorkflows(JsonNode run) {
    List<String> ids = new ArrayList<>();
    for (JsonNode task : run.path("tasks")) {
      if (task.hasNonNull("subWorkflowId") && !task.path("subWorkflowId").asText().isEmpty()) {
        ids.add(task.path("subWorkflowId").asText());
      }
    }
    return ids;
  }

  /** Registers a source that can be listed and has no backups. */
  void emptySource(String name) throws Exception {
    registry.putSource(
        SourceDefinition.of(name, "s3://" + BUCKET + "/none", "medusa")
            .withStore(control.region(), control.endpoint(), true),
        new Change("test", "as the test needs it"));
  }

  /** The operator's command line, over this world's scripted engines. */
  CommandLine commands() {
    return WorkersCommand.commandLine(
        config -> Toolbox.open(config, new ScriptedEngines(spark, legacy)));
  }

  /**
   * A configuration of this world for commands.
   *
   * @param overruling whole sections of YAML, in the place of this world's or beside them
   */
  Path configFile(List<String> overruling) throws IOException {
    List<String> sections =
        new ArrayList<>(
            List.of(
                "conductor: {url: '%s'}".formatted(conductorUri),
                "registry: {url: '%s', copyFile: '%s', tokenFile: '%s'}"
                    .formatted(
                        registry.registry(),
                        folder.resolve("commands-copy.json"),
                        registryConfig.tokenFile()),
                "control: {uri: '%s', endpoint: '%s', region: %s, pathStyle: true}"
                    .formatted(control.uri(), control.endpoint(), control.region()),
                "worker: {roles: [decide]}"));
    for (String section : overruling) {
      String name = section.substring(0, section.indexOf(':') + 1);
      sections.removeIf(own -> own.startsWith(name));
      sections.add(section);
    }
    return Files.write(Files.createTempFile(folder, "pointsman", ".yaml"), sections);
  }

  @Override
  public void close() {
    stopWorkers();
    registryServer.close();
    tables.close();
    store.close();
  }
}

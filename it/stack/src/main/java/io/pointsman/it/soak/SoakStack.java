package io.pointsman.it.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.ChildProcess;
import io.pointsman.it.FreePorts;
import io.pointsman.it.JavaProgram;
import io.pointsman.it.RegistryService;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.config.WorkerConfig.ProcessSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parts of a soak around Conductor and the object store, each a process of its own: registry,
 * workers, and the cluster that stands for the engines. They can be killed and started again.
 */
final class SoakStack implements AutoCloseable {
  private static final String BUCKET = "soak";
  private static final int WORKERS = 2;
  private static final int WORKER_THREADS = 8;
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private final StackPaths paths;
  private final Path folder;
  private final Progress progress;
  private final S3Server s3;
  private final ConductorPart conductor;
  private final int registryPort = FreePorts.take(1)[0];
  private final int clusterPort = FreePorts.take(1)[0];
  private final Footprint footprint;
  private final List<ChildProcess> workers = new ArrayList<>();
  private ChildProcess registry;
  private ChildProcess cluster;
  private int workersStarted;

  SoakStack(
      StackPaths paths,
      Path folder,
      Progress progress,
      S3Server s3,
      ConductorPart conductor,
      Footprint footprint)
      throws IOException {
    this.paths = paths;
    this.folder = folder;
    this.progress = progress;
    this.s3 = s3;
    this.conductor = conductor;
    this.footprint = footprint;
    s3.createBucket(BUCKET);
  }

  /** How a worker process works, as far as Conductor notices. */
  static ProcessSettings processSettings(String name) {
    return new ProcessSettings(
        name,
        Set.of(Role.values()),
        WORKER_THREADS,
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5));
  }

  /** Starts all of them and tells the registry of the fleet. */
  void start(SoakPlan plan) throws Exception {
    startRegistry();
    RegistryClient client = registryClient();
    Change change = new Change("soak", "a day's movements");
    client.putSource(
        SourceDefinition.of(SoakPlan.CLUSTER, "s3://" + BUCKET + "/backups", "medusa")
            .withStore(S3Server.REGION, s3.endpoint().toString(), true)
            .withCredentials(S3Server.CREDENTIALS_NAME),
        change);
    client.putCatalog(catalog(), change);
    client.importMovements(plan.csv(), change);
    client.putRoutingTable(SoakPlan.routing(), client.routingTable().revision(), change, false);
    startCluster(plan);
    for (int i = 0; i < WORKERS; i++) {
      startWorker();
    }
    for (ChildProcess worker : workers) {
      worker.awaitReady(
          START_LIMIT,
          () -> Files.readString(worker.log()).contains(" is polling "),
          progress::detail);
    }
  }

  void startRegistry() throws IOException, InterruptedException {
    registry =
        ChildProcess.start(
            small("registry", "controller-registry", "io.pointsman.registry.cli.RegistryCommand")
                .withArguments(
                    "registry",
                    "--port",
                    Integer.toString(registryPort),
                    "--database",
                    folder.resolve("registry.db").toString()),
            folder.resolve("registry.log"));
    registry.awaitReady(START_LIMIT, () -> answers(registryUri(), "/healthz"), progress::detail);
  }

  void stopRegistry() {
    footprint.look("registry", registry);
    registry.close();
  }

  private void startCluster(SoakPlan plan) throws IOException, InterruptedException {
    Path scripts = folder.resolve("scripts.json");
    Files.write(scripts, WireJson.mapper().writeValueAsBytes(plan.scripts()));
    cluster =
        ChildProcess.start(
            small("cluster", "it/stack", "io.pointsman.it.scripted.ScriptedCluster")
                .withArguments(
                    Integer.toString(clusterPort),
                    scripts.toString(),
                    "s3://" + BUCKET + "/control",
                    s3.endpoint().toString(),
                    S3Server.REGION,
                    S3Server.CREDENTIALS_NAME)
                .withEnvironment(s3.environment()),
            folder.resolve("cluster.log"));
    cluster.awaitReady(START_LIMIT, () -> answers(clusterUri(), "/jobs"), progress::detail);
  }

  /** Starts another worker; does not wait until it polls. */
  void startWorker() throws IOException {
    workersStarted++;
    String name = "worker-" + workersStarted;
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("conductor", Map.of("url", conductor.server().uri().toString()));
    config.put(
        "registry",
        Map.of(
            "url",
            registryUri().toString(),
            "tokenFile",
            RegistryService.tokenFile(folder).toString(),
            "copyFile",
            folder.resolve(name + "-copy.json").toString()));
    config.put(
        "control",
        Map.of(
            "uri",
            "s3://" + BUCKET + "/control",
            "endpoint",
            s3.endpoint().toString(),
            "region",
            S3Server.REGION,
            "pathStyle",
            true,
            "credentials",
            S3Server.CREDENTIALS_NAME));
    config.put("worker", Map.of("id", name, "threads", WORKER_THREADS, "awaitInterval", "1s"));
    config.put("runs", Map.of("deadline", "1h", "legacyReserve", "20m"));
    // Silence is noticed sooner than usual: a scripted driver says something every two seconds.
    Map<String, Object> patience = Map.of("startTimeout", "60s", "heartbeatTimeout", "20s");
    config.put("spark", patience);
    config.put("legacy", patience);
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, new ObjectMapper(new YAMLFactory()).writeValueAsString(config));
    workers.add(
        ChildProcess.start(
            small(name, "it/stack", "io.pointsman.it.scripted.ScriptedWorker")
                .withJvmOptions(
                    "-D" + StackPaths.HOME_PROPERTY + "=" + paths.home(),
                    "-Dlogback.configurationFile=io/pointsman/workers/logback-workers.xml")
                .withArguments(file.toString(), clusterUri().toString())
                .withEnvironment(s3.environment()),
            folder.resolve(name + ".log")));
  }

  /** Kills the worker that has run longest. */
  String killWorker() {
    ChildProcess oldest = workers.remove(0);
    footprint.look("worker", oldest);
    oldest.kill();
    return oldest.name();
  }

  /** Looks what each part has used so far. */
  void lookAtParts() {
    if (registry.isAlive()) {
      footprint.look("registry", registry);
    }
    footprint.look("cluster (scripted engines)", cluster);
    footprint.look("S3 server", s3.process());
    footprint.look("Conductor", conductor.server().process());
    workers.forEach(worker -> footprint.look("worker", worker));
  }

  RegistryClient registryClient() {
    return new RegistryClient(
        registryUri(), RegistryToken.inFile(RegistryService.tokenFile(folder)));
  }

  URI clusterUri() {
    return URI.create("http://127.0.0.1:" + clusterPort);
  }

  private URI registryUri() {
    return URI.create("http://127.0.0.1:" + registryPort);
  }

  /** As the registry hands it to the workers. */
  private CatalogDefinition catalog() {
    return new CatalogDefinition(SoakPlan.CATALOG, properties(), S3Server.CREDENTIALS_NAME);
  }

  /** The same for this process, which has no credentials in its environment. */
  CatalogDefinition ownCatalog() {
    Map<String, String> own = new TreeMap<>(properties());
    own.put("s3.access-key-id", s3.identity());
    own.put("s3.secret-access-key", s3.secret());
    return new CatalogDefinition(SoakPlan.CATALOG, own, null);
  }

  private Map<String, String> properties() {
    return Map.of(
        "type",
        "jdbc",
        "uri",
        "jdbc:sqlite:" + folder.resolve("lake.db") + "?busy_timeout=20000&journal_mode=WAL",
        "jdbc.schema-version",
        "V1",
        "warehouse",
        "s3://" + BUCKET + "/warehouse",
        "io-impl",
        "org.apache.iceberg.aws.s3.S3FileIO",
        "s3.endpoint",
        s3.endpoint().toString(),
        "s3.path-style-access",
        "true",
        "client.region",
        S3Server.REGION);
  }

  private JavaProgram small(String name, String module, String mainClass) {
    return JavaProgram.ofMain(paths, name, paths.classPath(module), mainClass)
        .withJvmOptions("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .withJvmOptions(
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED");
  }

  private static boolean answers(URI uri, String path) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.resolve(path).toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(5000);
    return connection.getResponseCode() == 200;
  }

  @Override
  public void close() {
    workers.forEach(ChildProcess::close);
    if (cluster != null) {
      cluster.close();
    }
    if (registry != null) {
      registry.close();
    }
  }
}

package io.pointsman.it.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.CassandraNode;
import io.pointsman.it.CassandraSettings;
import io.pointsman.it.ChildProcess;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.JavaProgram;
import io.pointsman.it.Owner;
import io.pointsman.it.PrivateFile;
import io.pointsman.it.RegistryApi;
import io.pointsman.it.RegistryService;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.WorkerService;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.WorkDirectory;
import io.pointsman.registry.client.RegistryToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every part of the quick start as a process of its own, on loopback and free ports. */
final class QuickstartStack implements AutoCloseable {
  static final String SOURCE = "quickstart";
  static final String CATALOG = "lake";
  static final String BACKUPS = "backups";
  static final String BACKUP_PREFIX = "medusa";
  static final String CONTROL_PREFIX = "pointsman";

  private static final String WAREHOUSE = "warehouse";
  private static final String CONTROL = "control";
  private static final String SPARK_MASTER = "local[2]";

  private final StackPaths paths;
  private final WorkDirectory directory;
  private final Progress progress;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private S3Server s3;
  private ConductorServer conductor;
  private URI registry;

  QuickstartStack(StackPaths paths, WorkDirectory directory, Progress progress) {
    this.paths = paths;
    this.directory = directory;
    this.progress = progress;
  }

  StackPaths paths() {
    return paths;
  }

  Path resolve(String name) {
    return directory.resolve(name);
  }

  S3Server startS3() throws IOException, InterruptedException {
    s3 = owned(S3Server.start(paths, directory.resolve("s3"), progress::detail));
    for (String bucket : List.of(BACKUPS, WAREHOUSE, CONTROL)) {
      s3.createBucket(bucket);
    }
    return s3;
  }

  CassandraNode startCassandra() throws IOException, InterruptedException {
    return owned(
        CassandraNode.start(
            paths, directory.resolve("cassandra"), CassandraSettings.usual(), progress::detail));
  }

  ConductorServer startConductor() throws IOException, InterruptedException {
    conductor =
        owned(ConductorServer.start(paths, directory.resolve("conductor"), progress::detail));
    return conductor;
  }

  URI startRegistry() throws IOException, InterruptedException {
    registry =
        owned(
                RegistryService.startBeside(
                    conductor.uri(), paths, directory.path(), progress::detail))
            .uri();
    return registry;
  }

  /** Where the registry's token is, for this folder's owner only. */
  Path registryToken() {
    return RegistryService.tokenFile(directory.path());
  }

  /** The registry as an operator's script uses it. */
  RegistryApi registryApi() {
    return new RegistryApi(registry, RegistryToken.inFile(registryToken()), "quickstart");
  }

  /** Registers the workflows as {@code ./pointsman register} does, and waits for its end. */
  void registerWorkflows() throws IOException, InterruptedException {
    runToEnd(
        JavaProgram.ofModule(
                paths, "register", "workers", "io.pointsman.workers.cli.WorkersCommand")
            .withArguments("register", "--conductor", conductor.uri().toString()));
  }

  /** Starts one worker with all roles. */
  void startWorker() throws IOException, InterruptedException {
    Path jobJars = copies("spark-connector/target/job-jars", "jars/spark");
    Path legacyJars = copies("legacy-adapter/target/job-jars", "jars/legacy");
    String logs = directory.resolve("spark-logs").toString();
    Map<String, Object> config =
        Map.of(
            "conductor", Map.of("url", conductor.uri().toString()),
            "registry",
                Map.of(
                    "url", registry.toString(),
                    "tokenFile", registryToken().toString(),
                    "copyFile", directory.resolve("registry-copy.json").toString()),
            "control",
                Map.of(
                    "uri",
                    "s3://" + CONTROL + "/" + CONTROL_PREFIX,
                    "endpoint",
                    s3.endpoint().toString(),
                    "region",
                    S3Server.REGION,
                    "pathStyle",
                    true,
                    "credentials",
                    S3Server.CREDENTIALS_NAME),
            "worker", Map.of("pollInterval", "200ms", "awaitInterval", "2s"),
            "runs", Map.of("deadline", "1h", "legacyReserve", "20m"),
            "spark",
                Map.of(
                    "home", paths.sparkHome().toString(),
                    "master", SPARK_MASTER,
                    "jobJars", jobJars.toString(),
                    "logDirectory", logs,
                    "conf",
                        Map.of(
                            "spark.driver.memory",
                            "1g",
                            // The driver outlives its worker, but not the quick start.
                            "spark.driver.extraJavaOptions",
                            Owner.leashOption(paths))),
            "legacy",
                Map.of(
                    "engine",
                    "reference",
                    "spark",
                    Map.of("jobJars", legacyJars.toString(), "logDirectory", logs)));
    owned(
        WorkerService.start(
            paths,
            "worker",
            directory.path(),
            config,
            program -> program.withEnvironment(s3.environment()),
            progress::detail));
  }

  SourceDefinition source() {
    return SourceDefinition.of(SOURCE, "s3://" + BACKUPS + "/" + BACKUP_PREFIX, "medusa")
        .withStore(S3Server.REGION, s3.endpoint().toString(), true)
        .withCredentials(S3Server.CREDENTIALS_NAME);
  }

  CatalogDefinition catalog() {
    return new CatalogDefinition(
        CATALOG,
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + directory.resolve("catalog.db") + "?busy_timeout=15000",
            "jdbc.schema-version",
            "V1",
            "warehouse",
            "s3://" + WAREHOUSE + "/lake",
            "io-impl",
            "org.apache.iceberg.aws.s3.S3FileIO",
            "s3.endpoint",
            s3.endpoint().toString(),
            "s3.path-style-access",
            "true",
            "client.region",
            S3Server.REGION),
        S3Server.CREDENTIALS_NAME);
  }

  /** The catalog's properties as Spark takes them, below {@code spark.sql.catalog.lake}. */
  Map<String, String> sparkCatalog() {
    Map<String, String> properties = new TreeMap<>(catalog().properties());
    properties.put("client.credentials-provider", "io.pointsman.backup.NamedCredentials");
    properties.put("client.credentials-provider.name", S3Server.CREDENTIALS_NAME);
    return properties;
  }

  /** Leaves what {@code ./pointsman sql} needs, for this folder's owner only. */
  void writeSqlAccess() throws IOException {
    PrivateFile.write(
        directory.resolve(SqlCommand.ACCESS_FILE),
        new ObjectMapper()
            .writeValueAsString(new SqlCommand.Access(CATALOG, sparkCatalog(), s3.environment())));
  }

  /** The bucket of the backups; the caller closes it. */
  ObjectStore openBackups() {
    return open(BACKUPS);
  }

  /** The bucket of the job records; the caller closes it. */
  ObjectStore openControl() {
    return open(CONTROL);
  }

  private ObjectStore open(String bucket) {
    return ObjectStores.open(
        new StoreSettings(
            s3.endpoint().toString(), S3Server.REGION, true, S3Server.CREDENTIALS_NAME, bucket),
        s3.environment());
  }

  S3Server s3() {
    return s3;
  }

  ConductorServer conductor() {
    return conductor;
  }

  URI registry() {
    return registry;
  }

  /** Starts a program and waits for its end. */
  void runToEnd(JavaProgram program) throws IOException, InterruptedException {
    Path log = directory.resolve(program.name() + ".log");
    try (ChildProcess process = ChildProcess.start(program, log)) {
      int status = process.awaitExit(Duration.ofMinutes(5));
      if (status != 0) {
        throw new IOException(
            program.name() + " ended with status " + status + "; its output is in " + log);
      }
    }
  }

  /** Copies of jars: a build while the quick start runs must not exchange them under Spark. */
  private Path copies(String folder, String name) throws IOException {
    Path target = Files.createDirectories(directory.resolve(name));
    try (Stream<Path> jars = Files.list(paths.home().resolve(folder))) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Files.copy(jar, target.resolve(jar.getFileName()));
      }
    }
    return target;
  }

  private <T extends AutoCloseable> T owned(T part) {
    started.push(part);
    return part;
  }

  @Override
  public void close() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }
}

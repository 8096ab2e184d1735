package io.pointsman.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Conductor's server with its embedded store (SQLite), in a process of its own. Its state survives
 * a restart in the same folder.
 */
public final class ConductorServer implements AutoCloseable {
  /**
   * The system property that chooses the server: {@code default}, or {@code next} for the newest,
   * which needs a JDK 21 or newer and a build with {@code -Pconductor-next}.
   */
  public static final String SERVER_PROPERTY = "pointsman.conductor";

  private static final int NEXT_JAVA = 21;
  private static final Duration START_LIMIT = Duration.ofMinutes(4);

  private final ChildProcess process;
  private final Path dir;
  private final URI uri;

  private ConductorServer(ChildProcess process, Path dir, URI uri) {
    this.process = process;
    this.dir = dir;
    this.uri = uri;
  }

  /**
   * Starts the server on a free port and waits until it is healthy.
   *
   * @param paths where its jar is
   * @param dir its folder: database, configuration, log
   * @param progress told how far it is
   */
  public static ConductorServer start(StackPaths paths, Path dir, Consumer<String> progress)
      throws IOException, InterruptedException {
    return start(paths, dir, FreePorts.take(1)[0], progress);
  }

  /** Starts the server on that port of the loopback interface, as after a restart. */
  public static ConductorServer start(
      StackPaths paths, Path dir, int port, Consumer<String> progress)
      throws IOException, InterruptedException {
    Files.createDirectories(dir);
    boolean next = System.getProperty(SERVER_PROPERTY, "default").equals("next");
    Path configuration = dir.resolve("conductor.properties");
    Files.writeString(configuration, configuration(dir, port));
    JavaProgram program =
        JavaProgram.ofJar(
                paths,
                "conductor",
                paths.classPathFile(
                    "it/conductor-server", next ? "classpath-next.txt" : "classpath.txt"))
            .withJavaHome(next ? NewerJava.home(NEXT_JAVA) : JavaProgram.ownJavaHome())
            .withJvmOptions(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true")
            .withEnvironment(
                java.util.Map.of(
                    "CONDUCTOR_CONFIG_FILE", configuration.toAbsolutePath().toString()));
    ChildProcess process = ChildProcess.start(program, dir.resolve("conductor.log"));
    URI uri = URI.create("http://127.0.0.1:" + port);
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest health =
        HttpRequest.newBuilder(uri.resolve("/actuator/health"))
            .timeout(Duration.ofSeconds(10))
            .build();
    process.awaitReady(
        START_LIMIT,
        () -> client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200,
        progress);
    return new ConductorServer(process, dir, uri);
  }

  private static String configuration(Path dir, int port) {
    Path database = dir.resolve("conductor.db").toAbsolutePath();
    return String.join(
        "\n",
        List.of(
            "server.port=" + port,
            "server.address=127.0.0.1",
            "spring.datasource.url=jdbc:sqlite:"
                + database
                // A deferred transaction that begins to write is refused at once when another wrote
                // meanwhile, and Conductor ends the workflow for it. Without synchronous=NORMAL all
                // but one of the pool's connections wait for the disk at each commit.
                + "?busy_timeout=15000&journal_mode=WAL&transaction_mode=IMMEDIATE"
                + "&synchronous=NORMAL",
            "conductor.db.type=sqlite",
            "conductor.queue.type=sqlite",
            "conductor.indexing.enabled=true",
            "conductor.indexing.type=sqlite",
            "conductor.workflow-execution-lock.type=local_only",
            // Off by default: two threads that look at one run lose each other's variables, and a
            // run ends COMPLETED with nulls for its output, or is RUNNING again after its end.
            "conductor.app.workflow-execution-lock-enabled=true",
            "conductor.app.lock-time-to-try=10s",
            // Else three workflows that nobody works on are started.
            "loadSample=false",
            "conductor.grpc-server.enabled=false",
            "conductor.app.ownerEmailMandatory=false",
            // Else 3.21 looks for an Elasticsearch and ends.
            "conductor.elasticsearch.version=0",
            // Else 3.32 calls itself unhealthy.
            "management.health.elasticsearch.enabled=false",
            "conductor.integrations.ai.enabled=false",
            "conductor.scheduler.enabled=false",
            ""));
  }

  /** Such as {@code http://127.0.0.1:40002}, without {@code /api}. */
  public URI uri() {
    return uri;
  }

  /** Its folder, to start it again in. */
  public Path directory() {
    return dir;
  }

  /** What Conductor's clients want: {@link #uri()} with {@code /api}. */
  public URI apiUri() {
    return uri.resolve("/api");
  }

  /** The process, to be disturbed. */
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}

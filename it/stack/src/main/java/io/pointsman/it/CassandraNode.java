package io.pointsman.it;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A real Cassandra node in a process of its own. Its data survives a restart in the same folder.
 */
public final class CassandraNode implements AutoCloseable {
  /** The data centre of every node, by Cassandra's SimpleSnitch. */
  public static final String DATA_CENTRE = "datacenter1";

  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

  /** What Cassandra's own start script opens on a JDK 17. */
  private static final List<String> JVM_ACCESS =
      List.of(
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED",
          "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
          "--add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED",
          "--add-exports=java.sql/java.sql=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.module=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.math=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.module=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.util.jar=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private final CassandraSettings settings;
  private final Path dir;
  private final ChildProcess process;
  private final InetSocketAddress nativeAddress;
  private final int jmxPort;

  private CassandraNode(
      CassandraSettings settings,
      Path dir,
      ChildProcess process,
      InetSocketAddress nativeAddress,
      int jmxPort) {
    this.settings = settings;
    this.dir = dir;
    this.process = process;
    this.nativeAddress = nativeAddress;
    this.jmxPort = jmxPort;
  }

  /**
   * Starts the only node of its cluster on free ports and waits until it answers CQL.
   *
   * @param paths where its class path is
   * @param dir its folder: {@code data/}, commit log, configuration, log
   * @param settings how
   * @param progress told how far it is
   */
  public static CassandraNode start(
      StackPaths paths, Path dir, CassandraSettings settings, Consumer<String> progress)
      throws IOException, InterruptedException {
    int[] ports = FreePorts.take(3);
    return start(paths, dir, settings, new Ports(ports[0], ports[1], ports[2]), progress);
  }

  /**
   * The ports of a node.
   *
   * @param storage between nodes; the same for all nodes of a cluster
   * @param cql native protocol; the same for all nodes of a cluster
   * @param jmx on 127.0.0.1, so another one for each node
   */
  public record Ports(int storage, int cql, int jmx) {}

  /** Starts a node on those ports and waits until it answers CQL. */
  public static CassandraNode start(
      StackPaths paths,
      Path dir,
      CassandraSettings settings,
      Ports ports,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    Path folder = dir.toAbsolutePath();
    Files.createDirectories(folder);
    Path yaml = folder.resolve("cassandra.yaml");
    Files.writeString(yaml, CassandraYaml.of(settings, ports, folder));
    Path logback = folder.resolve("logback.xml");
    Files.writeString(logback, LogbackFile.toConsole(settings.manyTables() ? "WARN" : "INFO"));

    String classPath = paths.dependencies("it/cassandra-server");
    List<String> options = new ArrayList<>(JVM_ACCESS);
    options.addAll(
        List.of(
            "-Xms" + settings.heapMb() + "m",
            "-Xmx" + settings.heapMb() + "m",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=256m",
            // bench read counts what its compiler took by its threads, which had better stay.
            "-XX:-UseDynamicNumberOfCompilerThreads",
            "-Djdk.attach.allowAttachSelf=true",
            "-Dcassandra.config=" + yaml.toUri(),
            "-Dcassandra.storagedir=" + folder,
            "-Dcassandra.logdir=" + folder,
            "-Dlogback.configurationFile=" + logback,
            "-Dcassandra.jmx.local.port=" + ports.jmx(),
            // Twice as long it looks for the node that is there before it.
            "-Dcassandra.ring_delay_ms="
                + (settings.address().equals(settings.seed()) ? 100 : 10_000),
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            "-Dcassandra.superuser_setup_delay_ms=0",
            "-Dcassandra-foreground=yes",
            "-Dcassandra.disable_tcactive_openssl=true",
            "-javaagent:" + agent(classPath)));
    if (settings.manyTables()) {
      options.addAll(
          List.of(
              "-Dcassandra.test.flush_local_schema_changes=false",
              // What is taken out of gossip on purpose need not be announced, nor count as a pause.
              "-Dcassandra.shutdown_announce_in_ms=0",
              "-Dcassandra.max_local_pause_in_ms=3600000"));
    }
    JavaProgram program =
        JavaProgram.ofMain(
                paths, "cassandra", classPath, "org.apache.cassandra.service.CassandraDaemon")
            .withJvmOptions(options);
    ChildProcess process = ChildProcess.start(program, folder.resolve("cassandra.log"));
    CassandraNode node =
        new CassandraNode(
            settings,
            folder,
            process,
            new InetSocketAddress(settings.address(), ports.cql()),
            ports.jmx());
    process.awaitReady(START_LIMIT, node::answersCql, progress);
    return node;
  }

  /** Cassandra measures its memory with an agent that lies on its class path. */
  private static String agent(String classPath) {
    for (String jar : classPath.split(":", -1)) {
      if (Path.of(jar).getFileName().toString().startsWith("jamm-")) {
        return jar;
      }
    }
    throw new IllegalStateException("There is no jamm on Cassandra's class path: " + classPath);
  }

  private boolean answersCql() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(nativeAddress, CONNECT_TIMEOUT_MILLIS);
    }
    try (CqlSession session = connect()) {
      return session.execute("SELECT release_version FROM system.local").one() != null;
    }
  }

  /** Opens a session at consistency ALL; the caller closes it. */
  public CqlSession connect() {
    return CqlSession.builder()
        .addContactPoint(nativeAddress)
        .withLocalDatacenter(DATA_CENTRE)
        .withConfigLoader(configuration().build())
        .build();
  }

  /**
   * Opens a session in which this node alone coordinates, whatever others there are, and which
   * neither follows the schema nor waits for it; the caller closes it.
   */
  public CqlSession connectToThisNodeOnly() {
    return CqlSession.builder()
        .addContactPoint(nativeAddress)
        .withLocalDatacenter(DATA_CENTRE)
        .withNodeDistanceEvaluator(
            (node, dataCentre) ->
                nativeAddress.equals(node.getEndPoint().resolve()) ? null : NodeDistance.IGNORED)
        .withConfigLoader(
            configuration()
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                .withDuration(
                    DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, Duration.ZERO)
                .build())
        .build();
  }

  private static ProgrammaticDriverConfigLoaderBuilder configuration() {
    return DriverConfigLoader.programmaticBuilder()
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, REQUEST_TIMEOUT)
        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, REQUEST_TIMEOUT)
        .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, REQUEST_TIMEOUT)
        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "ALL")
        // Its warnings would count every request that waits for a compiler thread.
        .withBoolean(DefaultDriverOption.REQUEST_LOG_WARNINGS, false);
  }

  /** Opens the node's management; the caller closes it. */
  public CassandraManagement manage() throws IOException {
    return CassandraManagement.connect(jmxPort);
  }

  /** Where it speaks the native protocol. */
  public InetSocketAddress nativeAddress() {
    return nativeAddress;
  }

  public CassandraSettings settings() {
    return settings;
  }

  /** The folder of its tables: {@code <keyspace>/<table>-<id>/}. */
  public Path dataDirectory() {
    return dir.resolve("data");
  }

  /** The process, to be disturbed. */
  public ChildProcess process() {
    return process;
  }

  /** Flushes everything, and ends it. */
  @Override
  public void close() {
    if (process.isAlive()) {
      try (CassandraManagement management = manage()) {
        management.drain();
      } catch (IOException e) {
        // It ends without: what it did not flush is in its commit log.
      }
    }
    process.close();
  }
}

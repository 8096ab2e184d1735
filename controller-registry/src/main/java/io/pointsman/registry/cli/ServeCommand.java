package io.pointsman.registry.cli;

import io.pointsman.decider.WireJson;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.RegistryServer;
import io.pointsman.registry.TokenFile;
import io.pointsman.registry.conductor.ConductorAddress;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.registry.notice.NoticeConfigReader;
import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import io.pointsman.tracing.RunTracing;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "registry",
    mixinStandardHelpOptions = true,
    subcommands = {RegistryBackupCommand.class, RegistryRestoreCommand.class},
    description = "Starts a registry and stays until it is ended.",
    footer = {
      "%nExample:",
      "  pointsman registry --port 8085 --dir data",
      "  pointsman registry --database jdbc:postgresql://db.example.com/pointsman --database-login db.login"
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--host",
      defaultValue = RegistryConfig.DEFAULT_HOST,
      description = "Address to listen on (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--allow-remote",
      description =
          "Let --host be an address that other machines can reach, though it listens without TLS: a proxy before it"
              + " must end that.")
  private boolean remoteAllowed;

  @Option(
      names = "--port",
      defaultValue = "" + RegistryConfig.DEFAULT_PORT,
      description = "Port, 0 for any free one (${DEFAULT-VALUE}).")
  private int port;

  @Mixin private DatabaseOptions database;

  @Option(
      names = "--own-token-file",
      paramLabel = "FILE",
      description = {
        "Where the token goes that the registry makes for itself when there has never been one",
        "(beside a SQLite file, such as registry.token; on PostgreSQL none is made without this)."
      })
  private Path tokenFile;

  @Option(
      names = "--notices",
      paramLabel = "FILE",
      description = {
        "Whom to tell what happens: webhooks and OpenLineage (POINTSMAN_NOTICES).",
        "POINTSMAN_WEBHOOK_URL and POINTSMAN_LINEAGE_URL do without a file."
      })
  private Path notices;

  @Option(
      names = "--conductor",
      paramLabel = "URL",
      description = "Where the page asks how far a run is; it does without.")
  private URI conductor;

  @Option(
      names = "--conductor-ui",
      paramLabel = "URL",
      description = "Where a run is shown in Conductor's UI, with {runId} for its id.")
  private String conductorPage;

  @Mixin private AccessOptions access;

  @Option(names = "--json", description = "Print the address as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, IOException {
    CountDownLatch ended = new CountDownLatch(1);
    RegistryConfig config = config();
    try (RegistryServer server =
        RegistryServer.start(
            config,
            notices(),
            new ConductorAddress(conductor, conductorPage),
            RunTracing.of(System.getenv(), "pointsman-registry"))) {
      Thread closing =
          new Thread(
              () -> {
                server.close();
                ended.countDown();
              },
              "registry-closing");
      Runtime.getRuntime().addShutdownHook(closing);
      PrintWriter out = command.commandLine().getOut();
      out.println(
          json
              ? WireJson.mapper().writeValueAsString(Map.of("uri", server.uri()))
              : "The registry listens on " + server.uri() + entrance(config));
      out.flush();
      ended.await();
    }
    return 0;
  }

  /** Where the token lies that it made for itself, for whoever comes for the first time. */
  private static String entrance(RegistryConfig config) {
    return config.tokenFile() != null && Files.exists(config.tokenFile())
        ? "; the token that lets you in is in " + config.tokenFile()
        : "";
  }

  private NoticeConfig notices() {
    String named = System.getenv("POINTSMAN_NOTICES");
    return new NoticeConfigReader(System.getenv())
        .read(notices != null || named == null ? notices : Path.of(named));
  }

  private RegistryConfig config() throws IOException {
    DatabaseAddress address = database.address();
    Path ownToken =
        tokenFile == null && address instanceof SqliteFile sqlite
            ? TokenFile.beside(sqlite.file())
            : tokenFile;
    return new RegistryConfig(host, port, address, remoteAllowed, ownToken, access.access());
  }
}

package io.pointsman.registry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.RegistryServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "registry",
    mixinStandardHelpOptions = true,
    description = "Starts a registry and stays until it is ended.",
    footer = {"%nExample:", "  pointsman registry --port 8085 --database data/registry.db"})
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
          "Let --host be an address that other machines can reach. There is no authentication yet.")
  private boolean remoteAllowed;

  @Option(
      names = "--port",
      defaultValue = "" + RegistryConfig.DEFAULT_PORT,
      description = "Port, 0 for any free one (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--database",
      paramLabel = "FILE",
      defaultValue = "registry.db",
      description = "The SQLite file; made when it is not there (${DEFAULT-VALUE}).")
  private Path database;

  @Option(names = "--json", description = "Print the address as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    CountDownLatch ended = new CountDownLatch(1);
    try (RegistryServer server =
        RegistryServer.start(new RegistryConfig(host, port, database, remoteAllowed))) {
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
              : "The registry listens on " + server.uri());
      out.flush();
      ended.await();
    }
    return 0;
  }
}

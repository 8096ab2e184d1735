package io.pointsman.workers.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.RunSummary;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryToken;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pointsman runs}: the newest executions, as the registry knows them. */
@Command(
    name = "runs",
    footer = {"%nExample:", "  pointsman runs"},
    mixinStandardHelpOptions = true,
    description = "Lists executions, newest first, with who served them and why.")
final class RunsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      defaultValue = "${env:POINTSMAN_REGISTRY:-http://127.0.0.1:8085}",
      description = "the controller registry (default: ${DEFAULT-VALUE})")
  private URI registry;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "the file with the token that says who asks (otherwise POINTSMAN_TOKEN)")
  private Path tokenFile;

  @Option(names = "--movement", paramLabel = "ID", description = "only this movement's")
  private String movement;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "at most so many")
  private int limit;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      RegistryClient client =
          new RegistryClient(
              registry,
              tokenFile == null
                  ? RegistryToken.find(System.getenv(), registry)
                  : RegistryToken.inFile(tokenFile));
      RunPage page =
          movement == null
              ? client.runs(limit, null)
              : client.runs(Movement.parse(movement), limit, null);
      if (json) {
        out.println(WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(page));
      } else {
        out.printf(
            "%-36s %4s %-8s %-8s %-20s %12s %8s  %s%n",
            "RUN", "EXEC", "DECIDED", "SERVED", "REASON", "ROWS", "SECONDS", "MOVEMENT");
        page.runs().forEach(run -> print(out, run));
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (RegistryException | IllegalArgumentException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static void print(PrintWriter out, RunSummary run) {
    Object reason = run.failure() == null ? run.reason() : run.failure();
    out.printf(
        "%-36s %4d %-8s %-8s %-20s %12s %8s  %s%n",
        run.runId(),
        run.execution(),
        Objects.toString(run.decided(), "?"),
        run.servedBy() != null ? run.servedBy() : run.ended() ? "-" : "…",
        Objects.toString(reason, ""),
        Objects.toString(run.rows(), ""),
        run.seconds() == null ? "" : Math.round(run.seconds()),
        run.movementId());
  }
}

package io.pointsman.workflows;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pointsman register}: puts the workflow and task definitions on a Conductor server. */
@Command(
    name = "register",
    footer = {"%nExample:", "  pointsman register --conductor https://conductor.example.com"},
    mixinStandardHelpOptions = true,
    description = {
      "Registers Pointsman's workflows and task definitions with a Conductor server.",
      "A workflow version that is there is never overwritten; what differs becomes the next version."
    })
public final class RegisterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--conductor",
      paramLabel = "URL",
      defaultValue = "${env:POINTSMAN_CONDUCTOR_URL:-http://127.0.0.1:8080}",
      description = "the server's address (default: ${DEFAULT-VALUE})")
  private URI conductor;

  public static void main(String[] args) {
    System.exit(new CommandLine(new RegisterCommand()).execute(args));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      for (Registrar.Registered done :
          new Registrar(new ConductorApi(conductor)).register(Definitions.shipped())) {
        out.printf(
            "%-10s %s%s%n",
            done.change().name().toLowerCase(java.util.Locale.ROOT),
            done.name(),
            done.version() == null ? "" : " version " + done.version());
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      spec.commandLine().getErr().println("Not registered: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }
}

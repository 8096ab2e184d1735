package io.pointsman.registry.cli;

import io.pointsman.registry.client.RegistryDeniedException;
import io.pointsman.registry.client.RegistryRefusedException;
import io.pointsman.registry.client.RegistryUnreachableException;
import io.pointsman.registry.service.RefusedException;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The registry's commands: starting one, and everything that its page does. */
@Command(
    name = "pointsman",
    description = "Decides, for every Cassandra table moved into Iceberg, which engine moves it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ServeCommand.class,
      RouteCommand.class,
      KillCommand.class,
      PinCommand.class,
      MovementsCommand.class,
      ImportCommand.class,
      SourceCommand.class,
      CatalogCommand.class,
      SimulateCommand.class,
      RampCommand.class,
      GuardCommand.class,
      BreakerCommand.class,
      ProofsCommand.class,
      ExplainCommand.class,
      AuditCommand.class,
      TokenCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:refused: the message says what is wrong",
      "2:the command line is wrong",
      "3:the registry does not answer",
      "4:the registry does not take the token, or its bearer may not do this"
    })
public final class RegistryCommand {
  static final int REFUSED = 1;
  static final int UNREACHABLE = 3;
  static final int DENIED = 4;

  private static final String LOGGING = "logback.configurationFile";

  public static void main(String[] arguments) {
    // Set here, not as a logback.xml: what embeds a registry has a logging configuration of its
    // own.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/pointsman/registry/logback-registry.xml");
    }
    System.exit(commandLine().execute(arguments));
  }

  /** The commands, ready to be executed; what they print goes to its writers. */
  public static CommandLine commandLine() {
    return GroupHelp.handDown(new CommandLine(new RegistryCommand()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(RegistryCommand::explain);
  }

  private static int explain(
      Exception problem, CommandLine command, CommandLine.ParseResult arguments) {
    PrintWriter errors = command.getErr();
    errors.println("pointsman: " + problem.getMessage());
    if (problem instanceof RegistryUnreachableException) {
      errors.println("Start one with 'pointsman registry', or say where it is with --registry.");
      return UNREACHABLE;
    }
    if (problem instanceof RegistryDeniedException) {
      return DENIED;
    }
    if (problem instanceof RegistryRefusedException
        || problem instanceof RefusedException
        || problem instanceof IllegalArgumentException
        || problem instanceof java.time.DateTimeException
        || problem instanceof java.io.IOException) {
      return REFUSED;
    }
    problem.printStackTrace(errors);
    return REFUSED;
  }
}

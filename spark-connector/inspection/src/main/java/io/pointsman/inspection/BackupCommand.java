package io.pointsman.inspection;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code ./pointsman backup}. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    subcommands = {ListCommand.class, ShowCommand.class, DoctorCommand.class},
    description = "What lies in an object store, and what it would do to a movement.",
    footer = {
      "%nExamples:",
      "  pointsman backup list s3://backups/prod --credentials backups",
      "  pointsman backup show s3://backups/prod --backup nightly --table shop.orders"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:complete", "1:not complete, or not to be found or read", "2:usage"})
public final class BackupCommand implements Runnable {
  private static final String LOGGING = "logback.configurationFile";

  @Spec private CommandSpec command;

  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/pointsman/inspection/logback-inspection.xml");
    }
    int from = arguments.length > 0 && arguments[0].equals("backup") ? 1 : 0;
    System.exit(run(java.util.Arrays.copyOfRange(arguments, from, arguments.length)));
  }

  /** Runs one command and says how the process should end. */
  public static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  /** The command, ready to be executed. */
  public static CommandLine commandLine() {
    CommandLine all =
        new CommandLine(new BackupCommand())
            .registerConverter(TableArgument.class, new TableArgument.Converter())
            .setExecutionExceptionHandler((failure, line, parsed) -> failed(failure, line, parsed));
    UsageMessageSpec own = all.getCommandSpec().usageMessage();
    for (CommandLine below : all.getSubcommands().values()) {
      below
          .getCommandSpec()
          .usageMessage()
          .exitCodeListHeading(own.exitCodeListHeading())
          .exitCodeList(own.exitCodeList());
    }
    return all;
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Say list, show or doctor");
  }

  private static int failed(Exception failure, CommandLine line, ParseResult parsed)
      throws Exception {
    boolean usage = failure instanceof IllegalArgumentException;
    if (!usage
        && !(failure instanceof IOException)
        && !(failure instanceof IllegalStateException)) {
      throw failure;
    }
    line.getErr().println("pointsman: " + failure.getMessage());
    if (parsed.originalArgs().contains("--json")) {
      Answer answer = new Answer();
      answer.check("the backup can be looked at", false, 0, "backups");
      answer.document().put("error", failure.getMessage());
      answer.print(System.out, true);
    }
    return usage ? 2 : 1;
  }
}

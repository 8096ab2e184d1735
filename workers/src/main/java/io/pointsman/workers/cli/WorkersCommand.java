package io.pointsman.workers.cli;

import io.pointsman.registry.cli.GroupHelp;
import io.pointsman.workers.Toolbox;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workflows.RegisterCommand;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * What {@code ./pointsman} starts for {@code worker}, {@code run}, {@code runs}, {@code register},
 * {@code doctor}, {@code gc}, {@code adopt}, {@code unfence} and {@code completion}.
 */
@Command(
    name = "pointsman",
    mixinStandardHelpOptions = true,
    description = {
      "Runs workers, starts movements' runs, registers workflows; tries out what workers need,",
      "removes what runs left, hands destinations over."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done, and all is well",
      "1:not done, or not well: the message says what",
      "2:the command line or the configuration is wrong"
    },
    subcommands = {
      WorkerCommand.class,
      RunCommand.class,
      RunsCommand.class,
      RegisterCommand.class,
      DoctorCommand.class,
      CompletionCommand.class
    })
public final class WorkersCommand implements Runnable {
  private static final String LOGGING = "logback.configurationFile";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private WorkersCommand() {}

  public static void main(String[] args) {
    // Set here, not as a logback.xml: what embeds workers has a logging configuration of its own.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/pointsman/workers/logback-workers.xml");
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return commandLine(Toolbox::open);
  }

  /**
   * The command line.
   *
   * @param toolboxes opens a worker's parts for those commands that need them
   */
  public static CommandLine commandLine(Function<WorkerConfig, Toolbox> toolboxes) {
    return GroupHelp.handDown(
        new CommandLine(new WorkersCommand())
            .addSubcommand(new GcCommand(toolboxes))
            .addSubcommand(new AdoptCommand(toolboxes))
            .addSubcommand(new UnfenceCommand(toolboxes)));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Which command? One of worker, run, runs, register, doctor, gc, adopt, unfence, completion");
  }
}

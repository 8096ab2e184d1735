package io.pointsman.workers.cli;

import io.pointsman.workflows.RegisterCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * What {@code ./pointsman} starts for {@code worker}, {@code run}, {@code runs}, {@code register}.
 */
@Command(
    name = "pointsman",
    mixinStandardHelpOptions = true,
    description = "Runs workers, starts movements' runs, registers workflows.",
    subcommands = {WorkerCommand.class, RunCommand.class, RunsCommand.class, RegisterCommand.class})
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
    return new CommandLine(new WorkersCommand());
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Which command? One of worker, run, runs, register");
  }
}

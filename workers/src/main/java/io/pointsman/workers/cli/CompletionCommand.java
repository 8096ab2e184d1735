package io.pointsman.workers.cli;

import io.pointsman.registry.cli.RegistryCommand;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete every command of {@code ./pointsman}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script that has bash or zsh complete commands and options.",
    footer = {
      "%nExamples:",
      "  source <(./pointsman completion bash)",
      "  ./pointsman completion zsh > ~/.pointsman-completion   # and source it in .zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  /** Of modules whose class paths are kept apart; completed by their names alone. */
  private static final Map<String, List<String>> ELSEWHERE =
      Map.of(
          "backup", List.of("list", "show", "doctor"),
          "bench", List.of("read", "write", "wide", "store", "registry"),
          "quickstart", List.of(),
          "sql", List.of(),
          "chaos", List.of(),
          "damage", List.of(),
          "fuzz", List.of(),
          "soak", List.of());

  /** Commands of a command line, not of {@code ./pointsman}. */
  private static final Set<String> OWN = Set.of("generate-completion");

  /** Both understand the same script. */
  enum Shell {
    bash,
    zsh
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell;

  @Override
  public Integer call() {
    CommandLine all = new CommandLine(CommandSpec.create().name("pointsman"));
    addAll(all, RegistryCommand.commandLine());
    addAll(all, WorkersCommand.commandLine());
    ELSEWHERE.forEach(
        (name, own) -> {
          CommandLine command = new CommandLine(CommandSpec.create().name(name));
          own.forEach(
              sub -> command.addSubcommand(sub, new CommandLine(CommandSpec.create().name(sub))));
          all.addSubcommand(name, command);
        });
    spec.commandLine().getOut().println(AutoComplete.bash("pointsman", all));
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }

  private static void addAll(CommandLine all, CommandLine some) {
    some.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!OWN.contains(name)) {
                all.addSubcommand(name, command);
              }
            });
  }
}

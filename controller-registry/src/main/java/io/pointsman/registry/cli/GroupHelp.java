package io.pointsman.registry.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the help of a command says of all commands below it, and each of these then says, too. */
public final class GroupHelp {
  private GroupHelp() {}

  /**
   * Hands the exit status down to every command that does not say its own, and those of a group's
   * examples that begin with a command's words to that command.
   */
  public static CommandLine handDown(CommandLine group) {
    UsageMessageSpec help = group.getCommandSpec().usageMessage();
    for (CommandLine command : group.getSubcommands().values()) {
      UsageMessageSpec own = command.getCommandSpec().usageMessage();
      if (own.exitCodeList().isEmpty()) {
        own.exitCodeListHeading(help.exitCodeListHeading()).exitCodeList(help.exitCodeList());
      }
      if (own.footer().length == 0) {
        own.footer(examples(help.footer(), words(command.getCommandSpec())));
      }
      handDown(command);
    }
    return group;
  }

  private static String[] examples(String[] ofGroup, String words) {
    List<String> examples = new ArrayList<>();
    for (String line : ofGroup) {
      if ((line.strip() + " ").startsWith(words + " ")) {
        examples.add(line);
      }
    }
    if (!examples.isEmpty()) {
      examples.add(0, examples.size() == 1 ? "%nExample:" : "%nExamples:");
    }
    return examples.toArray(String[]::new);
  }

  /** From the first on, such as {@code pointsman route set}, whatever main the command is below. */
  private static String words(CommandSpec command) {
    String words = command.qualifiedName();
    return words.startsWith("pointsman ") ? words : "pointsman " + words;
  }
}

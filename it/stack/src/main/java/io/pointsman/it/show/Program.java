package io.pointsman.it.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.cli.GroupHelp;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/**
 * A command of {@code ./pointsman} that plays on real parts, as the main of a process. With {@code
 * --json} a failure is a document, too.
 */
public final class Program {
  private static final Map<String, String> EXIT_STATUS =
      new TreeMap<>(
          Map.of(
              "0", "everything was as said",
              "1", "something was not, or could not be done: what is printed says what",
              "2", "the command line is wrong"));

  private Program() {}

  /**
   * Runs the command and ends this process with its status.
   *
   * @param words the command line, with or without the command's own name before it
   */
  public static void run(Object command, String... words) {
    // A closed terminal must not keep the table from being printed as UTF-8.
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    CommandLine line = commandLine(command);
    int from = words.length > 0 && words[0].equals(line.getCommandName()) ? 1 : 0;
    System.exit(line.execute(Arrays.copyOfRange(words, from, words.length)));
  }

  /** The command, ready to be executed. */
  public static CommandLine commandLine(Object command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(EXIT_STATUS);
    return GroupHelp.handDown(line)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Program::failed);
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    String name = command.getCommandSpec().qualifiedName();
    System.err.println("pointsman: " + name + " failed: " + failure.getMessage());
    if (!(failure instanceof IllegalArgumentException)) {
      failure.printStackTrace(System.err);
    }
    if (parsed.originalArgs().contains("--json")) {
      ObjectNode document = WireJson.mapper().createObjectNode().put("ok", false);
      document.put("error", failure.getMessage());
      document.putArray("checks").addObject().put("name", name + " ended").put("ok", false);
      System.out.println(document);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}

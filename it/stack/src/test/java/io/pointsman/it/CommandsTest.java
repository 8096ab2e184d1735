package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pointsman.inspection.BackupCommand;
import io.pointsman.it.bench.BenchCommand;
import io.pointsman.it.chaos.ChaosCommand;
import io.pointsman.it.fuzz.FuzzCommand;
import io.pointsman.it.quickstart.QuickstartCommand;
import io.pointsman.it.quickstart.SqlCommand;
import io.pointsman.it.show.Program;
import io.pointsman.it.soak.SoakCommand;
import io.pointsman.registry.cli.RegistryCommand;
import io.pointsman.workers.Toolbox;
import io.pointsman.workers.cli.WorkersCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** Every command of {@code ./pointsman}, with those below it. */
class CommandsTest {
  /** Their class paths are their own; their help is tested beside them. */
  private static final Pattern ELSEWHERE = Pattern.compile("(damage|bench registry)\\b.*");

  /** What stands in a help or a document behind a command, and is not part of it. */
  private static final Pattern REST = Pattern.compile("\\s+[|>#&]\\s.*|\\s{4,}\\S.*|\\s*&$");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

  /** The mains that the script starts, and whether their first word is a command below them. */
  private record Main(Supplier<CommandLine> commandLine, boolean hasCommands) {
    void parse(List<String> words) {
      List<String> own = hasCommands ? words : words.subList(1, words.size());
      commandLine.get().parseArgs(own.toArray(String[]::new));
    }
  }

  private static final Map<String, Main> MAINS = mains();

  private static Map<String, Main> mains() {
    Map<String, Main> mains = new TreeMap<>();
    Main workers = new Main(() -> WorkersCommand.commandLine(Toolbox::open), true);
    Main registry = new Main(RegistryCommand::commandLine, true);
    for (Main each : List.of(registry, workers)) {
      each.commandLine().get().getSubcommands().keySet().forEach(name -> mains.put(name, each));
    }
    mains.remove("generate-completion");
    mains.put("quickstart", new Main(() -> Program.commandLine(new QuickstartCommand()), false));
    mains.put("sql", new Main(() -> Program.commandLine(new SqlCommand()), false));
    mains.put("chaos", new Main(() -> Program.commandLine(new ChaosCommand()), false));
    mains.put("soak", new Main(() -> Program.commandLine(new SoakCommand()), false));
    mains.put("fuzz", new Main(() -> Program.commandLine(new FuzzCommand()), false));
    mains.put("bench", new Main(() -> Program.commandLine(new BenchCommand()), false));
    mains.put("backup", new Main(BackupCommand::commandLine, false));
    return mains;
  }

  /** Each with the words that start it. */
  private static Map<String, CommandLine> all() {
    Map<String, CommandLine> all = new TreeMap<>();
    MAINS.forEach(
        (name, main) -> {
          CommandLine command = main.commandLine().get();
          addAll(name, main.hasCommands() ? command.getSubcommands().get(name) : command, all);
        });
    return all;
  }

  private static void addAll(String words, CommandLine command, Map<String, CommandLine> all) {
    all.put(words, command);
    command.getSubcommands().forEach((name, below) -> addAll(words + " " + name, below, all));
  }

  private static Stream<Arguments> commands() {
    return all().entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void everyCommandsHelpSaysWhatItDoesShowsExamplesAndItsExitStatus(
      String words, CommandLine command) {
    CommandLine.Model.UsageMessageSpec help = command.getCommandSpec().usageMessage();
    assertThat(help.description()).as("what it does").isNotEmpty();
    assertThat(String.join(" ", help.description())).isNotBlank();
    assertThat(help.exitCodeList()).as("its exit status").containsKeys("0", "1", "2");
    assertThat(help.exitCodeListHeading()).contains("Exit status:");
    for (ArgSpec argument : command.getCommandSpec().args()) {
      assertThat(argument.description())
          .as("what %s means", argument.paramLabel() + argument)
          .isNotEmpty();
    }
    List<String> examples = examples(help.footer());
    assertThat(examples).as("examples in: %s", Arrays.toString(help.footer())).isNotEmpty();
    for (String example : examples) {
      assertThat(example).startsWith(words);
      assertUnderstood(example);
    }
  }

  @Test
  void theScriptStartsEachOfThemAndNamesIt() throws IOException {
    String script = Files.readString(StackPaths.fromSystemProperty().home().resolve("pointsman"));
    Set<String> started = new TreeSet<>();
    Matcher cases = Pattern.compile("(?m)^  ([a-z][a-z |]*)\\)").matcher(script);
    while (cases.find()) {
      started.addAll(List.of(cases.group(1).split(" \\| ")));
    }
    assertThat(started).contains("damage").containsAll(MAINS.keySet()).hasSize(MAINS.size() + 1);
    String usage = script.substring(script.indexOf("<<'TEXT'"), script.indexOf("\nTEXT\n"));
    for (String name : started) {
      assertThat(usage).containsPattern("(?m)^  ([a-z]+, )*" + name + "(, [a-z]+)* ");
    }
  }

  @Test
  void aShellCompletesEachOfThem(@TempDir Path folder) throws Exception {
    StringWriter script = new StringWriter();
    int status =
        WorkersCommand.commandLine(Toolbox::open)
            .setOut(new PrintWriter(script))
            .execute("completion", "bash");
    assertThat(status).isZero();
    Path file = Files.writeString(folder.resolve("completion.sh"), script.toString());
    Map<String, Set<String>> below = new TreeMap<>();
    below.put("", new TreeSet<>(MAINS.keySet()));
    below.get("").add("damage");
    all()
        .forEach(
            (words, command) -> {
              if (!command.getSubcommands().isEmpty()) {
                below.put(words, new TreeSet<>(command.getSubcommands().keySet()));
              }
            });
    below.get("bench").add("registry");
    for (Map.Entry<String, Set<String>> each : below.entrySet()) {
      assertThat(completed(file, ("pointsman " + each.getKey()).strip().split(" ")))
          .as("after pointsman %s", each.getKey())
          .containsAll(each.getValue());
    }
  }

  @Test
  void theCommandsThatTheDocumentsShowAreUnderstood() throws IOException {
    Path home = StackPaths.fromSystemProperty().home();
    List<Path> documents = new ArrayList<>(List.of(home.resolve("README.md")));
    documents.add(home.resolve("workers/README.md"));
    try (Stream<Path> docs = Files.list(home.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    List<String> shown = new ArrayList<>();
    for (Path document : documents) {
      String text = Files.readString(document).replaceAll("\\\\\n\\s*", "");
      // Lines of a block; in a sentence a command is a word, not a command line.
      Matcher lines = Pattern.compile("(?m)^\\./pointsman ([^\n`…]*)$").matcher(text);
      while (lines.find()) {
        shown.add(command(lines.group(1)));
      }
    }
    assertThat(shown).hasSizeGreaterThan(30);
    shown.forEach(CommandsTest::assertUnderstood);
  }

  /** The command lines in a help's footer, without {@code pointsman}. */
  private static List<String> examples(String[] footer) {
    List<String> examples = new ArrayList<>();
    boolean begun = false;
    for (String line : footer) {
      begun |= line.strip().matches("(%n)?Examples?:");
      int at = line.indexOf("pointsman ");
      if (begun && at >= 0) {
        examples.add(command(line.substring(at + "pointsman ".length())));
      }
    }
    return examples;
  }

  private static String command(String line) {
    String command = REST.matcher(line.strip()).replaceFirst("");
    return command.endsWith(")") ? command.substring(0, command.length() - 1) : command;
  }

  private static void assertUnderstood(String example) {
    if (ELSEWHERE.matcher(example).matches()) {
      return;
    }
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(example);
    int end = 0;
    while (word.find()) {
      String text = word.group().replaceAll("['\"]", "");
      if (!words.isEmpty() && word.start() == end) {
        words.set(words.size() - 1, words.get(words.size() - 1) + text);
      } else {
        words.add(text);
      }
      end = word.end();
    }
    Main main = MAINS.get(words.get(0));
    assertThat(main).as(example).isNotNull();
    assertThatCode(() -> main.parse(words)).as("pointsman " + example).doesNotThrowAnyException();
  }

  /** What a real bash offers behind these words. */
  private static List<String> completed(Path script, String... words)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "source \"$1\"; shift; COMP_WORDS=(\"$@\" ''); COMP_CWORD=$#;"
                    + " _complete_pointsman; printf '%s\\n' \"${COMPREPLY[@]}\"",
                "bash",
                script.toString()));
    command.addAll(List.of(words));
    Process bash =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().map(String::strip).toList();
  }
}

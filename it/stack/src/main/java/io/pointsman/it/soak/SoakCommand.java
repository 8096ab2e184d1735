package io.pointsman.it.soak;

import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.WorkDirectory;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./pointsman soak}. */
@Command(
    name = "soak",
    footer = {"%nExample:", "  pointsman soak --movements 1200"},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a day's movements, squeezed, through a real Conductor, registry, object store and"
          + " workers. The engines are scripted: they stage real Iceberg snapshots, and one in"
          + " twenty Spark jobs fails. Meanwhile workers are killed, the registry goes down, and"
          + " Conductor is restarted.",
      "Then reads every table back: each movement must be served, decided and published once.",
      "Exits non-zero when anything is not as said."
    })
public final class SoakCommand implements Callable<Integer> {
  @Option(
      names = "--movements",
      paramLabel = "N",
      defaultValue = "1200",
      description = "how many; default ${DEFAULT-VALUE}")
  private int movements;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "32",
      description = "runs under way at the same time; default ${DEFAULT-VALUE}")
  private int inFlight;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "deals tiers, times and failures; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--no-faults", description = "leave the parts alone")
  private boolean noFaults;

  @Option(
      names = "--no-baseline",
      description = "do not measure Conductor alone first; then nothing is said of the time")
  private boolean noBaseline;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "folder for everything it writes; default .pointsman/soak in the checkout")
  private Path dir;

  @Option(names = "--json", description = "print one JSON document instead of the table")
  private boolean json;

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.setOut(out);
    System.setErr(err);
    int from = arguments.length > 0 && arguments[0].equals("soak") ? 1 : 0;
    System.exit(
        new CommandLine(new SoakCommand())
            .setExecutionExceptionHandler(SoakCommand::failed)
            .execute(Arrays.copyOfRange(arguments, from, arguments.length)));
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    System.err.println("pointsman: the soak failed: " + failure.getMessage());
    if (!(failure instanceof IllegalArgumentException)) {
      failure.printStackTrace(System.err);
    }
    return 1;
  }

  @Override
  public Integer call() throws Exception {
    if (movements < 1 || inFlight < 1) {
      throw new IllegalArgumentException("--movements and --in-flight are at least 1");
    }
    StackPaths paths = StackPaths.fromSystemProperty();
    Path folder = dir == null ? paths.home().resolve(".pointsman/soak") : dir;
    SoakSettings settings =
        SoakSettings.ofADay(
            movements, seed, inFlight, noFaults ? List.of() : List.of(Fault.values()), !noBaseline);
    try (WorkDirectory directory =
        WorkDirectory.take(folder.toAbsolutePath().normalize(), "soak")) {
      SoakReport report =
          new Soak(settings, paths, directory.path(), new Progress(System.err)).run();
      System.out.println(json ? report.json() : report.text());
      return report.ok() ? 0 : 1;
    }
  }
}

package io.pointsman.it.quickstart;

import io.pointsman.it.StackPaths;
import io.pointsman.it.data.QuickstartData;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.WorkDirectory;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./pointsman quickstart}. */
@Command(
    name = "quickstart",
    footer = {
      "%nExamples:",
      "  pointsman quickstart",
      "  pointsman quickstart --rows 20000 --exit --json"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the main job on this machine, everything real: writes tables into a Cassandra, backs them"
          + " up to an S3 server, stops Cassandra, moves them into Iceberg through Conductor, the"
          + " registry and the workers, and compares every row with what Cassandra had answered.",
      "Exits non-zero when anything is not as said."
    })
public final class QuickstartCommand implements Callable<Integer> {
  @Option(names = "--exit", description = "end after the table instead of staying up until Ctrl-C")
  private boolean exit;

  @Option(names = "--json", description = "print one JSON document instead of the table")
  private boolean json;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "folder for everything it writes; default .pointsman/quickstart in the checkout")
  private Path dir;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "rows to write over all tables; default ${DEFAULT-VALUE}",
      defaultValue = "" + QuickstartData.DEFAULT_ROWS)
  private long rows;

  public static void main(String[] arguments) {
    // A closed terminal must not keep the table from being printed as UTF-8.
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.setOut(out);
    System.setErr(err);
    int from = arguments.length > 0 && arguments[0].equals("quickstart") ? 1 : 0;
    String[] own = java.util.Arrays.copyOfRange(arguments, from, arguments.length);
    System.exit(
        new CommandLine(new QuickstartCommand())
            .setExecutionExceptionHandler(QuickstartCommand::failed)
            .execute(own));
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    System.err.println("pointsman: the quick start failed: " + failure.getMessage());
    if (!(failure instanceof IllegalArgumentException)) {
      failure.printStackTrace(System.err);
    }
    return 1;
  }

  @Override
  public Integer call() throws Exception {
    if (rows < QuickstartData.LEAST_ROWS) {
      throw new IllegalArgumentException(
          "--rows is " + rows + "; at least " + QuickstartData.LEAST_ROWS);
    }
    StackPaths paths = StackPaths.fromSystemProperty();
    Path folder = dir == null ? paths.home().resolve(".pointsman/quickstart") : dir;
    Progress progress = new Progress(System.err);
    try (WorkDirectory directory =
            WorkDirectory.take(folder.toAbsolutePath().normalize(), "quickstart");
        QuickstartStack stack = new QuickstartStack(paths, directory, progress)) {
      QuickstartReport report = new Quickstart(stack, progress, rows).run();
      System.out.println(json ? report.json() : report.text());
      System.out.flush();
      if (!exit) {
        progress.step("everything stays up until Ctrl-C");
        new CountDownLatch(1).await();
      }
      return report.ok() ? 0 : 1;
    }
  }
}

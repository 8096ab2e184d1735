package io.pointsman.it.quickstart;

import io.pointsman.it.StackPaths;
import io.pointsman.it.data.QuickstartData;
import io.pointsman.it.show.Program;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.ShowOptions;
import io.pointsman.it.show.WorkDirectory;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private ShowOptions show;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "rows to write over all tables; default ${DEFAULT-VALUE}",
      defaultValue = "" + QuickstartData.DEFAULT_ROWS)
  private long rows;

  public static void main(String[] arguments) {
    Program.run(new QuickstartCommand(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    if (rows < QuickstartData.LEAST_ROWS) {
      throw new IllegalArgumentException(
          "--rows is " + rows + "; at least " + QuickstartData.LEAST_ROWS);
    }
    StackPaths paths = StackPaths.fromSystemProperty();
    Progress progress = new Progress(System.err);
    try (WorkDirectory directory = show.take(paths);
        QuickstartStack stack = new QuickstartStack(paths, directory, progress)) {
      QuickstartReport report = new Quickstart(stack, progress, rows).run();
      System.out.println(show.json() ? report.json() : report.text());
      System.out.flush();
      if (!exit) {
        progress.step("everything stays up until Ctrl-C");
        new CountDownLatch(1).await();
      }
      return report.ok() ? 0 : 1;
    }
  }
}

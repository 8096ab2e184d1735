package io.pointsman.it.bench;

import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.ShowOptions;
import io.pointsman.it.show.WorkDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./pointsman bench store}. */
@Command(
    name = "store",
    footer = {"%nExample:", "  pointsman bench store --latency 40 --sstables 10000 --json"},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads tables whole from an S3 server that answers each GET late, and plans one of very many"
          + " SSTables: what is fetched, how long a task waits, how long planning takes and what a"
          + " task opens.",
      "Exits non-zero when a bar is missed."
    })
final class StoreCommand implements Callable<Integer> {
  @Option(
      names = "--latency",
      paramLabel = "MS",
      defaultValue = "40",
      description = "of each GET; default ${DEFAULT-VALUE}")
  private int latency;

  @Option(
      names = "--megabytes",
      paramLabel = "N",
      defaultValue = "300",
      description = "of each table that is read whole, uncompressed; default ${DEFAULT-VALUE}")
  private int megabytes;

  @Option(
      names = "--versions",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,6",
      description = "a table for each, in so many SSTables; default ${DEFAULT-VALUE}")
  private List<Integer> versions;

  @Option(
      names = "--sstables",
      paramLabel = "N",
      defaultValue = "10000",
      description = "of the table that is planned, or 0 for none; default ${DEFAULT-VALUE}")
  private int sstables;

  @Mixin private ShowOptions show;

  @Override
  public Integer call() throws Exception {
    StackPaths paths = StackPaths.fromSystemProperty();
    StoreReport report;
    try (WorkDirectory directory = show.take(paths)) {
      report =
          new StoreBench(paths, directory.path(), new Progress(System.err))
              .run(new StoreBenchSettings(latency, megabytes, versions, sstables));
    }
    System.out.println(show.json() ? report.json() : report.text());
    return report.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}

package io.pointsman.it.bench;

import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.WorkDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./pointsman bench store}. */
@Command(
    name = "store",
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

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "folder for everything it writes; default .pointsman/bench in the checkout")
  private Path dir;

  @Option(names = "--json", description = "print one JSON document instead of lines")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    StackPaths paths = StackPaths.fromSystemProperty();
    Path folder = dir == null ? paths.home().resolve(".pointsman/bench") : dir;
    StoreReport report;
    try (WorkDirectory directory =
        WorkDirectory.take(folder.toAbsolutePath().normalize(), "bench")) {
      report =
          new StoreBench(paths, directory.path(), new Progress(System.err))
              .run(new StoreBenchSettings(latency, megabytes, versions, sstables));
    }
    System.out.println(json ? report.json() : report.text());
    return report.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}

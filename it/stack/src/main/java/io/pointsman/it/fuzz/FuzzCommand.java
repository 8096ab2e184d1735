package io.pointsman.it.fuzz;

import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Program;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.ShowOptions;
import io.pointsman.it.show.WorkDirectory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./pointsman fuzz}. */
@Command(
    name = "fuzz",
    footer = {
      "%nExamples:",
      "  pointsman fuzz --seed 1 --histories 500",
      "  pointsman fuzz --histories 40 --batch 40 --nodes 1 --spark 0 --json",
      "  pointsman fuzz --histories 20 --plant LOST_SSTABLE    to see a fault found"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes random tables with random histories to a real Cassandra on this machine, and compares"
          + " what its nodes answer at ALL with the rows that the reader makes of their snapshots.",
      "A history whose rows differ is made small and printed as CQL. The same command goes on after"
          + " the last whole batch. Exits non-zero when anything differs."
    })
public final class FuzzCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "what is drawn; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--first",
      paramLabel = "N",
      defaultValue = "0",
      description = "the number of the first history, to play one again; default ${DEFAULT-VALUE}")
  private int first;

  @Option(
      names = "--histories",
      paramLabel = "N",
      defaultValue = "500",
      description = "how many tables with a history each; default ${DEFAULT-VALUE}")
  private int histories;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "250",
      description = "how many share a cluster, a flush and a snapshot; default ${DEFAULT-VALUE}")
  private int batch;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "1, or 2 whose replicas come to differ (127.0.0.2 must be there); default ${DEFAULT-VALUE}")
  private int nodes;

  @Option(
      names = "--spark",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "of each batch, how many are read by the Spark data source too; default ${DEFAULT-VALUE}")
  private int spark;

  @Option(
      names = "--plant",
      paramLabel = "FAULT",
      defaultValue = "NONE",
      description = "a fault put into the comparison, to see it found: ${COMPLETION-CANDIDATES}")
  private Plant plant;

  @Option(names = "--again", description = "forget the batches that were played")
  private boolean again;

  @Option(names = "--cql", description = "print the histories as CQL and play nothing")
  private boolean cql;

  @Mixin private ShowOptions show;

  public static void main(String[] arguments) {
    Program.run(new FuzzCommand(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    FuzzSettings settings = new FuzzSettings(seed, first, histories, batch, nodes, spark, plant);
    if (cql) {
      print(settings);
      return CommandLine.ExitCode.OK;
    }
    StackPaths paths = StackPaths.fromSystemProperty();
    Path folder = show.folder(paths);
    FuzzState state = FuzzState.of(folder.resolve("played"), settings);
    if (again) {
      state.forget();
    }
    Progress progress = new Progress(System.err);
    FuzzReport report;
    try (WorkDirectory directory = WorkDirectory.take(folder.resolve("work"), "fuzz")) {
      progress.step("%d histories of seed %d, in %s".formatted(histories, seed, directory.path()));
      report = new Fuzz(paths, directory.path(), progress, settings).play(state);
    }
    System.out.println(show.json() ? report.json() : report.text());
    return report.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static void print(FuzzSettings settings) {
    HistoryGenerator generator = new HistoryGenerator(settings.seed(), settings.modes());
    for (int number = 0; number < settings.batches(); number++) {
      for (int i = 0; i < settings.historiesOf(number); i++) {
        int history = settings.history(number, i);
        System.out.printf("-- history %d of seed %d%n", history, settings.seed());
        System.out.println(
            generator
                .draw(history, i < settings.spark())
                .cql(FuzzCluster.KEYSPACE + ".h" + history, settings.modes()));
      }
    }
  }
}

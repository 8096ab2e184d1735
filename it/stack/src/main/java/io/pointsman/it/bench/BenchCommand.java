package io.pointsman.it.bench;

import io.pointsman.bench.Measurement;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Program;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.ShowOptions;
import io.pointsman.it.show.WorkDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./pointsman bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures on this machine what it is all for; bench registry, what a registry does.",
    footer = {"%nExamples:", "  pointsman bench read", "  pointsman bench registry"},
    subcommands = {
      BenchCommand.Read.class,
      BenchCommand.Write.class,
      BenchCommand.Wide.class,
      StoreCommand.class
    })
public final class BenchCommand {
  public static void main(String[] arguments) {
    Program.run(new BenchCommand(), arguments);
  }

  /** {@code ./pointsman bench read}. */
  @Command(
      name = "read",
      footer = {
        "%nExamples:",
        "  pointsman bench read",
        "  pointsman bench read --only r100_v1,r700_v1 --engines CASSANDRA,SPARK_ROWS --json"
      },
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Reads the same SSTables with Cassandra's own scan, with the data source into Spark, with"
            + " the move job into Iceberg on S3 and with the reference legacy engine; in CPU seconds"
            + " of the whole process, warmed.",
        "Prints where the time goes, and the bars that are met or missed. Exits non-zero when one is"
            + " missed."
      })
  static final class Read implements Callable<Integer> {
    @Option(
        names = "--scale",
        paramLabel = "F",
        defaultValue = "1",
        description = "so many times the rows; default ${DEFAULT-VALUE}")
    private double scale;

    @Option(
        names = "--only",
        paramLabel = "NAME",
        split = ",",
        description = "measure these tables only, such as r100_v1")
    private List<String> only = List.of();

    @Option(
        names = "--engines",
        paramLabel = "NAME",
        split = ",",
        description =
            "measure these only: CASSANDRA, SPARK_ROWS, MOVE_JOB, LEGACY, CONNECTOR,"
                + " CONNECTOR_MOVE")
    private List<ReadEngine> engines = List.of();

    @Option(
        names = "--warm-ups",
        paramLabel = "N",
        defaultValue = "2",
        description =
            "how often each is run before it is measured; what is quick is run until it is steady,"
                + " unless this is 0; default ${DEFAULT-VALUE}")
    private int warmUps;

    @Mixin private ShowOptions show;

    @Override
    public Integer call() throws Exception {
      StackPaths paths = StackPaths.fromSystemProperty();
      ReadReport report;
      try (WorkDirectory directory = show.take(paths)) {
        report =
            new ReadBench(paths, directory.path(), new Progress(System.err))
                .run(new ReadBenchSettings(scale, only, engines, warmUps));
      }
      System.out.println(show.json() ? report.json() : report.text());
      return report.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** {@code ./pointsman bench write}. */
  @Command(
      name = "write",
      footer = {
        "%nExamples:",
        "  pointsman bench write",
        "  pointsman bench write --only r100_v1 --engines MOVE_JOB --json"
      },
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Moves the same table into Iceberg on S3 with one setting of Parquet after the other, and"
            + " prints what each buys.",
        "Exits non-zero when the move job wrote bytes that are not of the staged files."
      })
  static final class Write implements Callable<Integer> {
    @Option(
        names = "--scale",
        paramLabel = "F",
        defaultValue = "0.2",
        description = "so many times the rows of bench read; default ${DEFAULT-VALUE}")
    private double scale;

    @Option(
        names = "--only",
        paramLabel = "NAME",
        split = ",",
        defaultValue = "r700_v1",
        description = "move these tables, such as r100_v1; default ${DEFAULT-VALUE}")
    private List<String> only;

    @Option(
        names = "--engines",
        paramLabel = "NAME",
        split = ",",
        defaultValue = "MOVE_JOB,LEGACY",
        description = "MOVE_JOB, LEGACY; default ${DEFAULT-VALUE}")
    private List<ReadEngine> engines;

    @Option(
        names = "--warm-ups",
        paramLabel = "N",
        defaultValue = "1",
        description = "rounds of all settings before those that count; default ${DEFAULT-VALUE}")
    private int warmUps;

    @Mixin private ShowOptions show;

    @Override
    public Integer call() throws Exception {
      StackPaths paths = StackPaths.fromSystemProperty();
      WriteReport report;
      try (WorkDirectory directory = show.take(paths)) {
        report =
            new WriteBench(paths, directory.path(), new Progress(System.err))
                .run(
                    new ReadBenchSettings(scale, only, List.of(), warmUps).cases(),
                    engines,
                    warmUps);
      }
      System.out.println(show.json() ? report.json() : report.text());
      return report.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** {@code ./pointsman bench wide}. */
  @Command(
      name = "wide",
      footer = {"%nExample:", "  pointsman bench wide --megabytes 4096 --sstables 10 --heap 512m"},
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Reads one Cassandra partition that several SSTables hold, each with other values, in a JVM"
            + " whose heap is smaller than it is, and prints the peak.",
        "Exits non-zero when it does not get through."
      })
  static final class Wide implements Callable<Integer> {
    private static final int ROW_BYTES = 1_000;

    @Option(
        names = "--megabytes",
        paramLabel = "N",
        defaultValue = "4096",
        description =
            "of the partition in all its SSTables, uncompressed; default ${DEFAULT-VALUE}")
    private int megabytes;

    @Option(
        names = "--sstables",
        paramLabel = "N",
        defaultValue = "10",
        description = "that all hold all of its rows; default ${DEFAULT-VALUE}")
    private int sstables;

    @Option(
        names = "--heap",
        paramLabel = "SIZE",
        defaultValue = "512m",
        description = "of the JVM with driver and executor in it; default ${DEFAULT-VALUE}")
    private String heap;

    @Mixin private ShowOptions show;

    @Override
    public Integer call() throws Exception {
      StackPaths paths = StackPaths.fromSystemProperty();
      int rows = Math.toIntExact(megabytes * 1_000_000L / ROW_BYTES / sstables);
      Measurement measured;
      try (WorkDirectory directory = show.take(paths)) {
        measured =
            new ReadBench(paths, directory.path(), new Progress(System.err))
                .wide(new ReadCase("wide", ROW_BYTES, rows, rows, sstables), heap);
      }
      WideReport report = new WideReport(megabytes, sstables, heap, measured);
      System.out.println(show.json() ? report.json() : report.text());
      return CommandLine.ExitCode.OK;
    }
  }
}

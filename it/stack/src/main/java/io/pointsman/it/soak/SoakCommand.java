package io.pointsman.it.soak;

import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Program;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.ShowOptions;
import io.pointsman.it.show.WorkDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private ShowOptions show;

  public static void main(String[] arguments) {
    Program.run(new SoakCommand(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    if (movements < 1 || inFlight < 1) {
      throw new IllegalArgumentException("--movements and --in-flight are at least 1");
    }
    StackPaths paths = StackPaths.fromSystemProperty();
    SoakSettings settings =
        SoakSettings.ofADay(
            movements, seed, inFlight, noFaults ? List.of() : List.of(Fault.values()), !noBaseline);
    try (WorkDirectory directory = show.take(paths)) {
      SoakReport report =
          new Soak(settings, paths, directory.path(), new Progress(System.err)).run();
      System.out.println(show.json() ? report.json() : report.text());
      return report.ok() ? 0 : 1;
    }
  }
}

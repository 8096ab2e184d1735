package io.pointsman.it.chaos;

import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Program;
import io.pointsman.it.show.Progress;
import io.pointsman.it.show.ShowOptions;
import io.pointsman.it.show.TextTable;
import io.pointsman.it.show.WorkDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./pointsman chaos}. */
@Command(
    name = "chaos",
    footer = {
      "%nExamples:",
      "  pointsman chaos --list",
      "  pointsman chaos --only kill-spark,terminate",
      "  pointsman chaos --only none --rounds 20 --seed 7 --json"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Plays named faults on the real thing on this machine: kills and stops every process at every"
          + " moment of a run, breaks the object store and the catalogs, terminates runs and lets them"
          + " meet; while somebody reads the destination all the time.",
      "Prints what happened and what was kept. Exits non-zero when anything was not."
    })
public final class ChaosCommand implements Callable<Integer> {
  @Option(names = "--list", description = "name the scenarios and end")
  private boolean list;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "play only these; a name's beginning will do; none: only what --rounds draws")
  private List<String> only = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "0",
      description = "then so many faults, processes and moments drawn from the seed")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "what is drawn; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "2",
      description = "stacks that play scenarios at the same time; default ${DEFAULT-VALUE}")
  private int lanes;

  @Mixin private ShowOptions show;

  public static void main(String[] arguments) {
    Program.run(new ChaosCommand(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    List<Scenario> scenarios = chosen();
    if (list) {
      TextTable table = new TextTable("scenario", "fault", "when", "must be served by");
      scenarios.forEach(
          each -> table.line(each.name(), each.fault(), each.when(), each.served().words()));
      System.out.print(table);
      return CommandLine.ExitCode.OK;
    }
    if (lanes < 1 || scenarios.isEmpty()) {
      throw new IllegalArgumentException("There is nothing to play: --lanes, --only");
    }
    StackPaths paths = StackPaths.fromSystemProperty();
    Progress progress = new Progress(System.err);
    ChaosReport report;
    try (WorkDirectory directory = show.take(paths)) {
      progress.step(
          "%d scenarios on %d lanes, in %s"
              .formatted(scenarios.size(), Math.min(lanes, scenarios.size()), directory.path()));
      report =
          new Chaos(paths, directory.path(), progress, seed)
              .play(scenarios, Math.min(lanes, scenarios.size()));
    }
    System.out.println(show.json() ? report.json() : report.text());
    return report.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Scenario> chosen() {
    List<Scenario> scenarios = new ArrayList<>();
    if (only.isEmpty()) {
      scenarios.addAll(Scenarios.all());
    }
    only.stream()
        .filter(name -> !name.equals("none"))
        .map(Scenarios::beginning)
        .forEach(scenarios::addAll);
    scenarios.addAll(Scenarios.drawn(seed, rounds));
    return scenarios;
  }
}

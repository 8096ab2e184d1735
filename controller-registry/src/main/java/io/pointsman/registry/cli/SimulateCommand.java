package io.pointsman.registry.cli;

import io.pointsman.registry.api.SimulationReport;
import io.pointsman.registry.api.SimulationRequest;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Shows which movements a change of the routing table would move; changes nothing.",
    footer = {
      "%nExamples:",
      "  pointsman simulate --change tier-3=50",
      "  pointsman simulate --change tier-3=step:3",
      "  pointsman simulate --file routes.yaml --fail-on-move-back"
    })
final class SimulateCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @ArgGroup private What what = new What();

  /** What is tried out; without it, what is to be said of the table as it is. */
  static final class What {
    @Option(
        names = "--change",
        paramLabel = "RULE=TO",
        description =
            "One rule: RULE=PERCENT, RULE=spark, RULE=legacy, or RULE=step:N of its ramp.")
    private String change;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "A whole document, YAML or JSON; - for standard input.")
    private Path file;
  }

  @Option(
      names = "--days",
      defaultValue = "30",
      description =
          "Besides registered movements, those that ran within so many days (${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "How many moves are listed, 0 to 10000 (${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--fail-on-move-back",
      description = "Exit with 1 when any movement would move from Spark to legacy.")
  private boolean failOnMoveBack;

  @Override
  public Integer call() throws RegistryException, IOException {
    String document = what.file == null ? null : Documents.read(what.file);
    SimulationReport report =
        registry.client().simulate(new SimulationRequest(document, what.change, days, limit));
    SimulationText text = new SimulationText(report, failOnMoveBack);
    registry.print(text.document(), text.toString());
    return text.ok() ? 0 : RegistryCommand.REFUSED;
  }
}

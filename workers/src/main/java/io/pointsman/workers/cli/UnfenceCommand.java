package io.pointsman.workers.cli;

import io.pointsman.control.RootCause;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.Movement;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.workers.Toolbox;
import io.pointsman.workers.config.ConfigException;
import io.pointsman.workers.config.WorkerConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pointsman unfence}: takes everything of Pointsman's out of a table. */
@Command(
    name = "unfence",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "Takes the fence, its claims and every run's branch out of a table; its rows and its main",
      "branch stay as they are. Refused while a run is at work on it. Kept in the registry's",
      "audit. The next run of any movement may claim the table again."
    },
    footer = {
      "",
      "Examples:",
      "  pointsman unfence lake.members.profiles --why 'moves by itself from now on'",
      "  pointsman unfence 'members/profiles/by_id -> lake.members.profiles' --why 'retired'"
    })
final class UnfenceCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TABLE|MOVEMENT",
      description = "catalog.namespace.table, or a movement that fills it")
  private String table;

  @Mixin private ChangeOption change;
  @Mixin private ConfigOption config;
  @Mixin private Output output;

  @Option(
      names = "--force",
      description = "also while runs are at work on it; they can publish no more")
  private boolean force;

  private final Function<WorkerConfig, Toolbox> toolboxes;

  UnfenceCommand(Function<WorkerConfig, Toolbox> toolboxes) {
    this.toolboxes = toolboxes;
  }

  @Override
  public Integer call() {
    try {
      DestinationTable destination =
          table.contains("->")
              ? Movement.parse(table).destination()
              : DestinationTable.parse(table);
      try (Toolbox tools = toolboxes.apply(config.read())) {
        return new HandOvers(tools, output)
            .hand(destination, null, change.change(), force, it -> it.unfence(HandOvers.limit()));
      }
    } catch (ConfigException | RegistryException | IllegalArgumentException e) {
      return output.failed(e.getMessage());
    } catch (IOException | RuntimeException e) {
      return output.failed("Not taken out of the fence: " + RootCause.message(e));
    }
  }
}

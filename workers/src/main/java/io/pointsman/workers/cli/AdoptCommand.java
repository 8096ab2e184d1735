package io.pointsman.workers.cli;

import io.pointsman.control.RootCause;
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

/** {@code pointsman adopt}: gives a destination to a movement that was renamed. */
@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "Hands the destination of a movement to it, when another movement holds it: after a",
      "rename its runs end DESTINATION_HELD. Runs that were decided before, of either, can",
      "publish no more. Kept in the registry's audit."
    },
    footer = {
      "",
      "Example:",
      "  pointsman adopt 'members/profiles/by_email -> lake.members.profiles' --why 'ticket 4711'"
    })
final class AdoptCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MOVEMENT",
      description = "the new one, 'cluster/keyspace/table -> catalog.namespace.table'")
  private String movement;

  @Mixin private ChangeOption change;
  @Mixin private ConfigOption config;
  @Mixin private Output output;

  @Option(names = "--force", description = "also while runs are at work on the destination")
  private boolean force;

  private final Function<WorkerConfig, Toolbox> toolboxes;

  AdoptCommand(Function<WorkerConfig, Toolbox> toolboxes) {
    this.toolboxes = toolboxes;
  }

  @Override
  public Integer call() {
    try {
      Movement to = Movement.parse(movement);
      try (Toolbox tools = toolboxes.apply(config.read())) {
        return new HandOvers(tools, output)
            .hand(
                to.destination(),
                to.id(),
                change.change(),
                force,
                destination -> destination.adopt(to.id(), HandOvers.limit()));
      }
    } catch (ConfigException | RegistryException | IllegalArgumentException e) {
      return output.failed(e.getMessage());
    } catch (IOException | RuntimeException e) {
      return output.failed("Not adopted: " + RootCause.message(e));
    }
  }
}

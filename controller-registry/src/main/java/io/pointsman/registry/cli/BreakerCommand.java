package io.pointsman.registry.cli;

import io.pointsman.decider.BreakerState;
import io.pointsman.registry.client.RegistryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "breaker",
    mixinStandardHelpOptions = true,
    description = "The fleet's breaker: open while the platform fails, closed by a probe.",
    footer = {
      "%nExamples:",
      "  pointsman breaker show",
      "  pointsman breaker close --why 'the cluster is back'"
    })
final class BreakerCommand {

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Whether it is open, and why.")
  int show(@Mixin RegistryOptions registry) throws RegistryException {
    BreakerState state = registry.client().breaker();
    registry.print(state, text(state));
    return 0;
  }

  @Command(
      name = "close",
      mixinStandardHelpOptions = true,
      description = "Closes it without waiting for a probe.")
  int close(@Mixin RegistryOptions registry, @Mixin ChangeOptions change) throws RegistryException {
    BreakerState state = registry.client().closeBreaker(change.change());
    registry.print(state, text(state));
    return 0;
  }

  private static String text(BreakerState state) {
    if (!state.open()) {
      return "The fleet's breaker is closed; "
          + (state.row().isEmpty()
              ? "no movement fell back because of the platform since Spark last served"
              : "in a row fell back: " + state.row());
    }
    return "The fleet's breaker is OPEN since "
        + state.opening().at()
        + ": "
        + state.opening().evidence()
        + "\nProbe: "
        + (state.opening().probe() == null
            ? "none is under way; the next run that would go to Spark is one"
            : "run "
                + state.opening().probe().runId()
                + " of "
                + state.opening().probe().movementId()
                + " since "
                + state.opening().probe().since());
  }
}

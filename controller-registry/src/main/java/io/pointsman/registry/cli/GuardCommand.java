package io.pointsman.registry.cli;

import io.pointsman.decider.Demotion;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.Movement;
import io.pointsman.registry.api.GuardPage;
import io.pointsman.registry.api.GuardedMovement;
import io.pointsman.registry.client.RegistryException;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "guard",
    mixinStandardHelpOptions = true,
    description = "Shows which movements guards keep on legacy, and lets them go.",
    footer = {
      "%nExamples:",
      "  pointsman guard list --all",
      "  pointsman guard release 'members/ks/t -> lake.ns.t' --why 'fixed in 1.4.2'"
    })
final class GuardCommand {

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The movements that a guard keeps on legacy.")
  int list(
      @Mixin RegistryOptions registry,
      @Option(names = "--all", description = "Every movement that something is known of.")
          boolean all,
      @Option(
              names = "--limit",
              defaultValue = "50",
              description = "How many, 1 to 500 (${DEFAULT-VALUE}).")
          int limit,
      @Option(
              names = "--after",
              paramLabel = "MOVEMENT",
              description = "Only those after this one.")
          String after)
      throws RegistryException {
    GuardPage page = registry.client().guards(limit, after, !all);
    TextTable table =
        new TextTable("MOVEMENT", "FALLBACKS", "PROOFS", "DEMOTED", "COOLDOWN", "EVIDENCE");
    for (GuardedMovement guarded : page.movements()) {
      GuardState state = guarded.state();
      Demotion demotion = state.demotion();
      table.row(
          guarded.movementId(),
          state.fallbacks(),
          state.cleanProofs(),
          demotion == null ? null : demotion.at().truncatedTo(ChronoUnit.SECONDS),
          demotion == null
              ? null
              : demotion.cooldownRuns() == 0
                  ? "until released"
                  : demotion.cooledRuns() + " of " + demotion.cooldownRuns() + " runs",
          demotion == null ? null : demotion.evidence());
    }
    registry.print(
        page,
        (table.isEmpty() ? "No movement is kept on legacy by a guard." : table.toString())
            + (page.next() == null ? "" : "\nMore: --after '" + page.next() + "'"));
    return 0;
  }

  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = "Lets a demoted movement go, before its cooldown is over.")
  int release(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "MOVEMENT", description = "Which.") String movement)
      throws RegistryException {
    GuardedMovement released = registry.client().release(Movement.parse(movement), change.change());
    registry.print(released, released.movementId() + " is no longer kept on legacy by its guard");
    return 0;
  }
}

package io.pointsman.registry.cli;

import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.RampText;
import io.pointsman.registry.api.RampView;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ramp",
    mixinStandardHelpOptions = true,
    description = "Shows and steers ramps: shares that grow step by step.",
    footer = {
      "%nExamples:",
      "  pointsman ramp list",
      "  pointsman ramp approve tier-3 --why 'the proofs of the first week were read'",
      "  pointsman ramp pause tier-3 --why 'freeze'",
      "  pointsman ramp resume tier-3 --why 'the freeze is over'",
      "  pointsman ramp advance tier-3 --step 2 --why 'proven elsewhere'",
      "  pointsman ramp back tier-3 --why 'slower than legacy'"
    })
final class RampCommand {

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Where each ramp stands, and what it waits for.")
  int list(@Mixin RegistryOptions registry) throws RegistryException {
    List<RampView> ramps = registry.client().ramps();
    TextTable table = new TextTable("RULE", "STEPS", "HELD", "PROOFS", "RUNS", "WAITS FOR");
    for (RampView ramp : ramps) {
      table.row(
          ramp.rule(),
          RampText.steps(ramp),
          RampText.held(ramp),
          ramp.state().cleanProofs(),
          ramp.state().cleanRuns(),
          RampText.waiting(ramp));
    }
    registry.print(ramps, table.isEmpty() ? "No rule has a ramp." : table.toString());
    return 0;
  }

  /** Which ramp, as it was seen. */
  static final class Ramp {
    @Mixin private RegistryOptions registry;
    @Mixin private ChangeOptions change;

    @Parameters(paramLabel = "RULE", description = "The rule's id.")
    private String rule;

    @Option(
        names = "--step",
        paramLabel = "N",
        description = "Only when it stands on this step, from 1; where it is when not given.")
    private Integer step;
  }

  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Says that the present step may be left.")
  int approve(@Mixin Ramp ramp) throws RegistryException {
    return act(ramp, RampAction.APPROVE);
  }

  @Command(name = "pause", mixinStandardHelpOptions = true, description = "Keeps it on its step.")
  int pause(@Mixin Ramp ramp) throws RegistryException {
    return act(ramp, RampAction.PAUSE);
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets it go on; clean proofs and runs are counted anew.")
  int resume(@Mixin Ramp ramp) throws RegistryException {
    return act(ramp, RampAction.RESUME);
  }

  @Command(
      name = "advance",
      mixinStandardHelpOptions = true,
      description = "Takes the next step at once, whatever is missing.")
  int advance(@Mixin Ramp ramp) throws RegistryException {
    return act(ramp, RampAction.ADVANCE);
  }

  @Command(
      name = "back",
      mixinStandardHelpOptions = true,
      description = "Goes back to the step before, and pauses there.")
  int back(@Mixin Ramp ramp) throws RegistryException {
    return act(ramp, RampAction.BACK);
  }

  private static int act(Ramp ramp, RampAction action) throws RegistryException {
    RegistryClient client = ramp.registry.client();
    int seen =
        ramp.step != null
            ? ramp.step
            : client.ramps().stream()
                .filter(one -> one.rule().equals(ramp.rule))
                .map(one -> one.state().step() + 1)
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "There is no rule '" + ramp.rule + "' with a ramp"));
    RampView now = client.ramp(ramp.rule, action, seen, ramp.change.change());
    ramp.registry.print(
        now,
        ramp.rule
            + ": "
            + RampText.step(now)
            + ", "
            + now.state().reached().percent()
            + " to Spark; waits for: "
            + RampText.waiting(now));
    return 0;
  }
}

package io.pointsman.registry.cli;

import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description = "Engages and releases the kill switch: everything to LEGACY.",
    footer = {
      "%nExamples:",
      "  pointsman kill on --why 'incident 4711'",
      "  pointsman kill on --connector-version 1.4.1 --why 'it drops rows'",
      "  pointsman kill off --why 'incident 4711 is over'"
    })
final class KillCommand {
  private static final int ATTEMPTS = 10;

  @Command(
      name = "on",
      mixinStandardHelpOptions = true,
      description = "Sends every new decision to LEGACY.")
  int on(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Option(
              names = "--connector-version",
              paramLabel = "V",
              description = "Only for this version of the Spark connector; may be repeated.")
          List<String> versions)
      throws RegistryException {
    KillSwitch engaged =
        new KillSwitch(
            true, versions == null ? new TreeSet<>() : new TreeSet<>(versions), change.why());
    return set(registry, change, engaged, "engaged: new decisions go to LEGACY");
  }

  @Command(
      name = "off",
      mixinStandardHelpOptions = true,
      description = "Lets pins and rules decide again.")
  int off(@Mixin RegistryOptions registry, @Mixin ChangeOptions change) throws RegistryException {
    return set(registry, change, KillSwitch.RELEASED, "released: pins and rules decide again");
  }

  private static int set(
      RegistryOptions registry, ChangeOptions change, KillSwitch killSwitch, String what)
      throws RegistryException {
    RegistryClient client = registry.client();
    // In an emergency nobody should have to type twice because somebody else flipped a rule.
    for (int attempt = 1; ; attempt++) {
      TableRevision newest = client.routingTable();
      try {
        TableRevision now =
            client.putRoutingTable(
                newest.table().withKillSwitch(killSwitch), newest.revision(), change.change());
        registry.print(now, "The kill switch is " + what + " (revision " + now.revision() + ")");
        return 0;
      } catch (RegistryRefusedException e) {
        if (!e.staleRevision() || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}

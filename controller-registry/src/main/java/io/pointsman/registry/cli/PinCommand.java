package io.pointsman.registry.cli;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import java.time.Instant;
import java.time.LocalDate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pin",
    mixinStandardHelpOptions = true,
    description = "Pins single movements to a connector, above all rules.",
    footer = {
      "%nExamples:",
      "  pointsman pin list",
      "  pointsman pin add 'members/ks/t -> lake.ns.t' --connector spark --until 2027-01-31 --why trial",
      "  pointsman pin remove 'members/ks/t -> lake.ns.t' --why 'trial is over'"
    })
final class PinCommand {

  @Command(name = "list", mixinStandardHelpOptions = true, description = "The pins there are.")
  int list(@Mixin RegistryOptions registry) throws RegistryException {
    TableRevision newest = registry.client().routingTable();
    TextTable pins = new TextTable("MOVEMENT", "CONNECTOR", "UNTIL", "OWNER", "WHY", "IN FORCE");
    for (Pin pin : newest.table().pins()) {
      pins.row(
          pin.movement(),
          pin.connector(),
          pin.until(),
          pin.owner(),
          pin.why(),
          pin.inForce(Instant.now()) ? "yes" : "no, it is over");
    }
    registry.print(
        newest.table().document().get("pins"),
        pins.isEmpty() ? "No movement is pinned." : pins.toString());
    return 0;
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Pins a movement, in place of its earlier pin.")
  int add(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(
              paramLabel = "MOVEMENT",
              description = "'cluster/keyspace/table -> catalog.namespace.table'")
          String movement,
      @Option(names = "--connector", required = true, description = "spark or legacy")
          Connector connector,
      @Option(
              names = "--until",
              required = true,
              paramLabel = "DAY",
              description = "The last day it is in force, such as 2027-01-31 (UTC).")
          LocalDate until,
      @Option(names = "--owner", description = "Who answers for it; the actor when not given.")
          String owner)
      throws RegistryException {
    Pin pin =
        new Pin(
            Movement.parse(movement).id(),
            connector,
            until,
            change.why(),
            owner == null ? change.actor() : owner);
    RegistryClient client = registry.client();
    TableRevision newest = client.routingTable();
    TableRevision now =
        client.putRoutingTable(newest.table().withPin(pin), newest.revision(), change.change());
    registry.print(
        now,
        pin.movement()
            + " is pinned to "
            + connector
            + " until "
            + until
            + " (revision "
            + now.revision()
            + ")");
    return 0;
  }

  @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a pin.")
  int remove(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "MOVEMENT", description = "Which.") String movement)
      throws RegistryException {
    String id = Movement.parse(movement).id();
    RegistryClient client = registry.client();
    TableRevision newest = client.routingTable();
    if (newest.table().pins().stream().noneMatch(pin -> pin.movement().equals(id))) {
      throw new IllegalArgumentException("'" + id + "' is not pinned");
    }
    TableRevision now =
        client.putRoutingTable(newest.table().withoutPin(id), newest.revision(), change.change());
    registry.print(now, id + " is no longer pinned (revision " + now.revision() + ")");
    return 0;
  }
}

package io.pointsman.registry.cli;

import io.pointsman.decider.Ages;
import io.pointsman.decider.DataModel;
import io.pointsman.decider.Movement;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.WriteMode;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.OnNoBackup;
import io.pointsman.registry.api.MovementPage;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "movements",
    footer = {
      "%nExamples:",
      "  pointsman movements",
      "  pointsman movements set 'members/ks/t -> lake.ns.t' --cohort tier-1 --owner ana --why 'new table'",
      "  pointsman movements remove 'members/ks/t -> lake.ns.t' --why 'the table is gone'"
    },
    mixinStandardHelpOptions = true,
    description = "Lists the registered movements; sets and removes single ones.")
final class MovementsCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  @Mixin private RegistryOptions registry;

  @Override
  public Integer call() throws RegistryException {
    RegistryClient client = registry.client();
    List<MovementDefinition> all = new ArrayList<>();
    String after = null;
    do {
      MovementPage page = client.movements(PAGE, after);
      all.addAll(page.movements());
      after = page.next();
    } while (after != null);
    TextTable table =
        new TextTable(
            "MOVEMENT", "DATA MODEL", "COHORT", "OWNER", "LABELS", "MAX BACKUP AGE", "WRITES");
    for (MovementDefinition definition : all) {
      Movement movement = definition.movement();
      table.row(
          movement.id(),
          movement.dataModel().wireName(),
          movement.cohort(),
          definition.owner(),
          movement.labels().isEmpty() ? null : movement.labels(),
          definition.maxBackupAge() == null
              ? null
              : definition.maxBackupAge() + ", else " + definition.onNoBackup(),
          writes(definition));
    }
    registry.print(
        all,
        table.isEmpty()
            ? "No movement is registered; see 'pointsman import --help'."
            : table.toString());
    return 0;
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Registers a movement, or replaces what is known of it.")
  int set(
      @Mixin RegistryOptions options,
      @Mixin ChangeOptions change,
      @Parameters(
              paramLabel = "MOVEMENT",
              description = "'cluster/keyspace/table -> catalog.namespace.table'")
          String id,
      @Option(
              names = "--data-model",
              defaultValue = "table",
              description = "table, key-value or time-series (${DEFAULT-VALUE})")
          String dataModel,
      @Option(names = "--cohort", description = "The group that rules name.") String cohort,
      @Option(names = "--owner", description = "Who answers for it.") String owner,
      @Option(
              names = "--label",
              paramLabel = "KEY=VALUE",
              description = "What rules may ask for; may be repeated.")
          Map<String, String> labels,
      @Option(
              names = "--legacy",
              paramLabel = "KEY=VALUE",
              description = "A field of the legacy engine's job; may be repeated.")
          Map<String, String> legacy,
      @Option(names = "--max-backup-age", paramLabel = "AGE", description = "26h, 2d, PT26H")
          String maxBackupAge,
      @Option(names = "--on-no-backup", description = "LEGACY or REFUSED") OnNoBackup onNoBackup,
      @Option(names = "--write-mode", description = "replace or overwrite-partition")
          String writeMode,
      @Option(
              names = "--partition-column",
              paramLabel = "COLUMN=TYPE",
              description = "string, int, long, date or boolean; may be repeated")
          Map<String, String> partitionColumns)
      throws RegistryException {
    Movement names = Movement.parse(id);
    MovementDefinition definition =
        new MovementDefinition(
            new Movement(
                names.source(), names.destination(), DataModel.of(dataModel), cohort, labels),
            owner,
            maxBackupAge == null ? null : Ages.parse(maxBackupAge),
            onNoBackup,
            writeMode == null ? null : WriteMode.of(writeMode),
            types(partitionColumns),
            legacy);
    options.client().putMovement(definition, change.change());
    options.print(definition, names.id() + " is registered");
    return 0;
  }

  private static String writes(MovementDefinition definition) {
    if (definition.writeMode() == null) {
      return null;
    }
    return definition.partitionColumns().isEmpty()
        ? definition.writeMode().wireName()
        : definition.writeMode().wireName() + " " + definition.partitionColumns().keySet();
  }

  private static Map<String, PartitionType> types(Map<String, String> names) {
    Map<String, PartitionType> types = new TreeMap<>();
    if (names != null) {
      names.forEach((column, type) -> types.put(column, PartitionType.of(type)));
    }
    return types;
  }

  @Command(name = "remove", mixinStandardHelpOptions = true, description = "Forgets a movement.")
  int remove(
      @Mixin RegistryOptions options,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "MOVEMENT", description = "Which.") String id)
      throws RegistryException {
    Movement movement = Movement.parse(id);
    options.client().deleteMovement(movement, change.change());
    options.print(Map.of("removed", movement.id()), movement.id() + " is no longer registered");
    return 0;
  }
}

package io.pointsman.registry.cli;

import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.ImportReceipt;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Registers the movements of a CSV file, all or none.",
    footer = {
      "%nExample:",
      "  pointsman import movements.csv --why 'tier 3'",
      "%nThe first line names the columns; source and destination are needed:",
      "  source,destination,dataModel,cohort,owner,labels,maxBackupAge,onNoBackup,writeMode,partitionColumns,legacy",
      "  members/ks/profiles,lake.members.profiles,table,tier-3,ana,team=growth;eu=yes,26h,REFUSED,"
          + "overwrite-partition,snapshot_date=date,"
    })
final class ImportCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Parameters(paramLabel = "FILE", description = "The CSV file.")
  private Path file;

  @Option(names = "--why", paramLabel = "REASON", description = "Why; kept in the audit.")
  private String why;

  @Option(
      names = "--actor",
      paramLabel = "WHO",
      defaultValue = "${env:POINTSMAN_ACTOR:-${sys:user.name}}",
      description = "Who makes the change (POINTSMAN_ACTOR; ${DEFAULT-VALUE}).")
  private String actor;

  @Override
  public Integer call() throws RegistryException, IOException {
    String reason = why == null ? "import of " + file.getFileName() : why;
    ImportReceipt receipt =
        registry.client().importMovements(Files.readString(file), new Change(actor, reason));
    registry.print(
        receipt,
        receipt.added()
            + " movements added, "
            + receipt.changed()
            + " changed, "
            + receipt.unchanged()
            + " as they were");
    return 0;
  }
}

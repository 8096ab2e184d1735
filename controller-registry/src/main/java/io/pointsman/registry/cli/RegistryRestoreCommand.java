package io.pointsman.registry.cli;

import io.pointsman.registry.store.SqliteBackup;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a backup in the place of a registry's SQLite file; no registry may run on it.",
      "A PostgreSQL database is restored by its own tools: pg_restore."
    },
    footer = {
      "%nExample:",
      "  pointsman registry restore --from registry-0131.db --database registry.db --replace"
    })
final class RegistryRestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      required = true,
      description = "What 'pointsman registry backup' made.")
  private Path from;

  @Option(
      names = "--database",
      paramLabel = "FILE",
      defaultValue = "registry.db",
      description = "The registry's file (${DEFAULT-VALUE}).")
  private String database;

  @Option(
      names = "--replace",
      description = "Replace a file that is there; it is kept beside as FILE.before-restore.")
  private boolean replace;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Override
  public Integer call() throws IOException, SQLException {
    RegistryBackupCommand.print(
        command,
        json,
        SqliteBackup.restore(from, RegistryBackupCommand.file(database, "pg_restore"), replace));
    return 0;
  }
}

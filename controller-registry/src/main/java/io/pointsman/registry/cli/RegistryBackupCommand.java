package io.pointsman.registry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import io.pointsman.registry.store.SqliteBackup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copies a registry's SQLite file while it is in use, and reads the copy through.",
      "A PostgreSQL database is backed up by its own tools: pg_dump --format=custom."
    },
    footer = {
      "%nExample:",
      "  pointsman registry backup --database registry.db --to registry-0131.db"
    })
final class RegistryBackupCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--database",
      paramLabel = "FILE",
      defaultValue = "registry.db",
      description = "The registry's file (${DEFAULT-VALUE}).")
  private String database;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The copy; nothing that is there is replaced.")
  private Path to;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Override
  public Integer call() throws IOException, SQLException {
    print(command, json, SqliteBackup.take(file(database, "pg_dump --format=custom"), to));
    return 0;
  }

  /** A SQLite file; PostgreSQL has tools of its own that do this better. */
  static Path file(String database, String instead) {
    if (DatabaseAddress.isPostgres(database)) {
      throw new IllegalArgumentException(
          "That is a PostgreSQL database, which has tools of its own for this: "
              + instead
              + "; docs/registry-in-production.md says how");
    }
    return new SqliteFile(Path.of(database)).file();
  }

  static void print(CommandSpec command, boolean json, SqliteBackup.Copy copy)
      throws JsonProcessingException {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", true);
      document.put("file", copy.file().toString());
      document.put("bytes", copy.bytes());
      document.put("schema", copy.schema());
      document.put("revision", copy.revision());
      document.put("auditEntries", copy.auditEntries());
      out.println(WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
    } else {
      out.printf(
          "%s: %d bytes, routing table revision %d, %d changes in the audit, tables of version"
              + " %s%n",
          copy.file(), copy.bytes(), copy.revision(), copy.auditEntries(), copy.schema());
    }
    out.flush();
  }
}

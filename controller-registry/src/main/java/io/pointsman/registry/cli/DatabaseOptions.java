package io.pointsman.registry.cli;

import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.PostgresDatabase;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import io.pointsman.registry.store.DatabaseLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a registry's database is, for commands that open it themselves. */
final class DatabaseOptions {
  private static final String FILE = "registry.db";

  @Option(
      names = "--database",
      paramLabel = "FILE|URL",
      description = {
        "The SQLite file, made when it is not there (registry.db);",
        "or jdbc:postgresql://HOST:PORT/DATABASE, for any number of registries."
      })
  private String database;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = {
        "Instead of --database: the folder of a SQLite file registry.db; both are made when they are",
        "not there."
      })
  private Path dir;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--database-login",
      paramLabel = "FILE",
      description = {
        "Who connects to PostgreSQL: a file with the lines user=… and password=….",
        "Without it POINTSMAN_DATABASE_USER and POINTSMAN_DATABASE_PASSWORD say so."
      })
  private Path login;

  DatabaseAddress address() throws IOException {
    if (dir == null) {
      return address(database == null ? FILE : database, login);
    }
    if (database != null) {
      throw new ParameterException(
          command.commandLine(),
          "--dir and --database both say where the database is: leave one of them out");
    }
    return new SqliteFile(Files.createDirectories(dir).resolve(FILE));
  }

  static DatabaseAddress address(String database, Path login) throws IOException {
    if (!DatabaseAddress.isPostgres(database)) {
      return new SqliteFile(Path.of(database));
    }
    return new PostgresDatabase(
        database, login == null ? DatabaseLogin.of(System.getenv()) : DatabaseLogin.read(login));
  }
}

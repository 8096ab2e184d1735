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
    String file = database == null && dir == null ? FILE : database;
    return address(command, file, dir, login);
  }

  /**
   * @param database a file or a URL, or null when {@code dir} says it
   * @param dir the folder that a registry was started with, or null
   */
  static DatabaseAddress address(CommandSpec command, String database, Path dir, Path login)
      throws IOException {
    if (database != null && dir != null) {
      throw new ParameterException(
          command.commandLine(),
          "--dir and --database both say where the database is: leave one of them out");
    }
    if (dir != null) {
      return new SqliteFile(Files.createDirectories(dir).resolve(FILE));
    }
    if (!DatabaseAddress.isPostgres(database)) {
      return new SqliteFile(Path.of(database));
    }
    return new PostgresDatabase(
        database, login == null ? DatabaseLogin.of(System.getenv()) : DatabaseLogin.read(login));
  }
}

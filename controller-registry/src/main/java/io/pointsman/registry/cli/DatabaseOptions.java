package io.pointsman.registry.cli;

import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.PostgresDatabase;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import io.pointsman.registry.store.DatabaseLogin;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a registry's database is, for commands that open it themselves. */
final class DatabaseOptions {
  @Option(
      names = "--database",
      paramLabel = "FILE|URL",
      defaultValue = "registry.db",
      description = {
        "The SQLite file, made when it is not there (${DEFAULT-VALUE});",
        "or jdbc:postgresql://HOST:PORT/DATABASE, for any number of registries."
      })
  private String database;

  @Option(
      names = "--database-login",
      paramLabel = "FILE",
      description = {
        "Who connects to PostgreSQL: a file with the lines user=… and password=….",
        "Without it POINTSMAN_DATABASE_USER and POINTSMAN_DATABASE_PASSWORD say so."
      })
  private Path login;

  DatabaseAddress address() throws IOException {
    return address(database, login);
  }

  static DatabaseAddress address(String database, Path login) throws IOException {
    if (!DatabaseAddress.isPostgres(database)) {
      return new SqliteFile(Path.of(database));
    }
    return new PostgresDatabase(
        database, login == null ? DatabaseLogin.of(System.getenv()) : DatabaseLogin.read(login));
  }
}

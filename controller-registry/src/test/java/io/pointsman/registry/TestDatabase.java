package io.pointsman.registry;

import io.pointsman.postgres.PostgresServer;
import io.pointsman.postgres.PostgresServer.Durability;
import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.PostgresDatabase;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import io.pointsman.registry.store.DatabaseLogin;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** The databases that the same tests run on. */
public enum TestDatabase {
  SQLITE {
    @Override
    public DatabaseAddress in(Path directory) {
      return new SqliteFile(directory.resolve("registry.db"));
    }
  },
  POSTGRESQL {
    @Override
    public DatabaseAddress in(Path directory) {
      return Server.require().in(directory);
    }
  };

  /**
   * The database that belongs to a directory, new or as it was left; without a PostgreSQL on this
   * machine the test is skipped by name, or fails with CI=true.
   */
  public abstract DatabaseAddress in(Path directory);

  /** A connection to the database that belongs to a directory, past the registry. */
  public Connection connect(Path directory) throws SQLException {
    return source(directory).getConnection();
  }

  /** As {@link #connect}, for as many connections as are wanted. */
  public DataSource source(Path directory) {
    if (in(directory) instanceof PostgresDatabase postgres) {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setURL(postgres.url());
      source.setUser(postgres.login().user());
      source.setPassword(postgres.login().password());
      return source;
    }
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + in(directory));
    return source;
  }

  /** One server for all tests of a module; it ends with their process. */
  private static final class Server {
    private static final Server ONE = start();

    private final PostgresServer postgres;
    private final Map<Path, DatabaseAddress> databases = new ConcurrentHashMap<>();

    private Server(PostgresServer postgres) {
      this.postgres = postgres;
    }

    static Server require() {
      boolean there = PostgresServer.binaries().isPresent();
      if (!there && "true".equals(System.getenv("CI"))) {
        Assertions.fail("There is no PostgreSQL, and CI=true: install the package postgresql");
      }
      Assumptions.assumeTrue(there, "There is no PostgreSQL on this machine");
      return ONE;
    }

    private static Server start() {
      try {
        return new Server(PostgresServer.start(Durability.FORGETFUL));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    DatabaseAddress in(Path directory) {
      return databases.computeIfAbsent(directory, unknown -> create(databases.size()));
    }

    /** In a language that orders names otherwise than by their bytes, as many databases are. */
    private DatabaseAddress create(int number) {
      String name = "registry_" + number;
      try (Connection connection =
              DriverManager.getConnection(
                  postgres.url("postgres"), postgres.user(), postgres.password());
          Statement statement = connection.createStatement()) {
        statement.execute(
            "create database "
                + name
                + " template template0 locale_provider icu icu_locale 'en-US'");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return new PostgresDatabase(
          postgres.url(name), new DatabaseLogin(postgres.user(), postgres.password()));
    }
  }
}

package io.pointsman.registry.store;

import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/** Where a registry keeps what it knows. */
public sealed interface DatabaseAddress {
  /**
   * A file of SQLite's: one registry, one machine.
   *
   * @param file made when it is not there
   */
  record SqliteFile(Path file) implements DatabaseAddress {
    public SqliteFile {
      Objects.requireNonNull(file, "file");
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * A database of PostgreSQL's, for any number of registries at the same time.
   *
   * @param url {@code jdbc:postgresql://host:port/database}, with neither user nor password
   * @param login who connects
   */
  record PostgresDatabase(String url, DatabaseLogin login) implements DatabaseAddress {
    private static final String SCHEME = "jdbc:postgresql:";
    private static final Pattern CREDENTIALS =
        Pattern.compile("//[^/?]*@|[?&](user|password|sslpassword)=", Pattern.CASE_INSENSITIVE);

    /**
     * @throws IllegalArgumentException when it is no such address, or carries a user or password
     */
    public PostgresDatabase {
      Objects.requireNonNull(login, "login");
      if (CREDENTIALS.matcher(url).find()) {
        // The address itself is not repeated: what stands in it would stand in a log.
        throw new IllegalArgumentException(
            "The database's address carries a user or a password, which anyone on this machine"
                + " could read; give them in the environment or in a file: "
                + DatabaseLogin.HOW);
      }
      if (!url.matches(Pattern.quote(SCHEME) + "//[^/?]+/[^/?]+(\\?.*)?")) {
        throw new IllegalArgumentException(
            "The database's address is '"
                + url
                + "'; expected jdbc:postgresql://host:port/database");
      }
    }

    @Override
    public String toString() {
      return url;
    }
  }

  /** Whether a text is the address of a PostgreSQL database rather than a file. */
  static boolean isPostgres(String text) {
    return text.startsWith("jdbc:");
  }
}

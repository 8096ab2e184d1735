package io.pointsman.registry.store;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * Who connects to PostgreSQL. Never shown: neither on a command line nor in a log.
 *
 * @param user or null for the driver's own ways, such as a certificate
 * @param password or null likewise
 */
public record DatabaseLogin(String user, String password) {
  /** What a message says of how one is given. */
  public static final String HOW =
      "POINTSMAN_DATABASE_USER and POINTSMAN_DATABASE_PASSWORD, or --database-login FILE with the"
          + " lines user=… and password=…";

  private static final String USER = "POINTSMAN_DATABASE_USER";
  private static final String PASSWORD = "POINTSMAN_DATABASE_PASSWORD";

  /** From the environment; what is not there is null. */
  public static DatabaseLogin of(Map<String, String> environment) {
    return new DatabaseLogin(environment.get(USER), environment.get(PASSWORD));
  }

  /**
   * From a file with the lines {@code user=…} and {@code password=…}.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when it has no user
   */
  public static DatabaseLogin read(Path file) throws IOException {
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      lines.load(reader);
    }
    if (lines.getProperty("user") == null) {
      throw new IllegalArgumentException(
          "The file " + file + " has no line user=…; expected the lines user=… and password=…");
    }
    return new DatabaseLogin(lines.getProperty("user"), lines.getProperty("password"));
  }

  @Override
  public String toString() {
    return "user " + user;
  }
}

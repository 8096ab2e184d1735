package io.pointsman.registry.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Copies of a registry's SQLite file: taken while it is in use, put back while it is not. */
public final class SqliteBackup {
  private SqliteBackup() {}

  /**
   * What a copy holds.
   *
   * @param file the copy
   * @param bytes its size
   * @param schema the version of its tables
   * @param revision the routing table's newest
   * @param auditEntries how many changes
   */
  public record Copy(Path file, long bytes, String schema, long revision, long auditEntries) {}

  /**
   * Copies the file as of one moment, whoever reads and writes it meanwhile.
   *
   * @param to where; its owner's alone, written whole or not at all
   * @throws IllegalArgumentException when there is nothing to be copied, or something is there
   */
  public static Copy take(Path database, Path to) throws IOException, SQLException {
    requireDatabase(database);
    if (Files.exists(to)) {
      throw new IllegalArgumentException(to + " is there already; a backup replaces nothing");
    }
    Path fresh = freshBeside(to);
    try {
      // The statement makes the file itself, and takes none that is there with something in it.
      try (Connection connection = open(database);
          PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
        copy.setString(1, fresh.toString());
        copy.execute();
      }
      Copy checked = check(fresh);
      Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
      return new Copy(
          to, checked.bytes(), checked.schema(), checked.revision(), checked.auditEntries());
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /**
   * Puts a copy in the place of a registry's file.
   *
   * @param replace whether a file that is there may be replaced; it is kept beside as {@code
   *     .before-restore}
   * @throws IllegalArgumentException when the copy is none, something is there, or is in use
   */
  public static Copy restore(Path from, Path database, boolean replace)
      throws IOException, SQLException {
    requireDatabase(from);
    Copy checked = check(from);
    if (Files.exists(database)) {
      if (!replace) {
        throw new IllegalArgumentException(
            database + " is there already; say --replace when it is to be replaced");
      }
      requireUnused(database);
    }
    Path fresh = freshBeside(database);
    try {
      Files.copy(from, fresh, StandardCopyOption.REPLACE_EXISTING);
      if (Files.exists(database)) {
        Files.move(
            database,
            database.resolveSibling(database.getFileName() + ".before-restore"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(fresh, database, StandardCopyOption.ATOMIC_MOVE);
      return new Copy(
          database, checked.bytes(), checked.schema(), checked.revision(), checked.auditEntries());
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void requireDatabase(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("There is no file " + file);
    }
  }

  private static Path freshBeside(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    return Files.createTempFile(
        folder,
        ".registry",
        ".db",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Reads all of it: a copy that cannot be read is found out now, not when it is needed. */
  private static Copy check(Path copy) throws SQLException, IOException {
    try (Connection connection = open(copy)) {
      String integrity = text(connection, "pragma integrity_check");
      if (!integrity.equals("ok")) {
        throw new IllegalArgumentException(copy + " is damaged: " + integrity);
      }
      return new Copy(
          copy,
          Files.size(copy),
          text(
              connection,
              "select version from flyway_schema_history where success order by installed_rank"
                  + " desc limit 1"),
          Long.parseLong(text(connection, "select coalesce(max(revision), 0) from routing_table")),
          Long.parseLong(text(connection, "select count(*) from audit")));
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          copy + " is no database of a registry: " + e.getMessage(), e);
    }
  }

  /** Whoever has the file open in WAL mode holds a lock that forbids to leave that mode. */
  private static void requireUnused(Path database) throws SQLException {
    try (Connection connection = open(database)) {
      String mode = text(connection, "pragma journal_mode = delete");
      if (mode.equals("delete")) {
        return;
      }
    } catch (SQLException e) {
      // Said below, whatever kind of busy it is.
    }
    throw new IllegalArgumentException(
        database + " is in use; end the registry that runs on it first");
  }

  private static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=2000");
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : "";
    }
  }
}

package io.pointsman.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.registry.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tables. While registries are upgraded one by one, those of the version before work on the
 * tables of the new one.
 */
class SchemaTest {
  /** Before this version no registry was in use anywhere that could not be stopped. */
  private static final String FIRST_UPGRADABLE = "3";

  @TempDir private Path directory;

  /**
   * A column.
   *
   * @param type as the database names it
   * @param required whether an insert that does not know it fails
   */
  private record Column(String type, boolean required) {}

  @ParameterizedTest
  @EnumSource
  void aRegistryOfTheVersionBeforeWorksOnTheTablesOfTheNextOne(TestDatabase kind)
      throws SQLException {
    List<String> versions = versions(kind);
    assertThat(versions).contains(FIRST_UPGRADABLE);
    int first = versions.indexOf(FIRST_UPGRADABLE);
    migrate(kind, FIRST_UPGRADABLE);
    for (String version : versions.subList(first + 1, versions.size())) {
      Map<String, Map<String, Column>> before = tables(kind);
      Set<String> uniqueBefore = uniqueIndexes(kind);
      migrate(kind, version);
      Map<String, Map<String, Column>> after = tables(kind);
      assertThat(broken(before, after)).as("what version %s breaks", version).isEmpty();
      assertThat(uniqueIndexes(kind).stream().filter(index -> !uniqueBefore.contains(index)))
          .as("what version %s makes unique in tables that are written already", version)
          .allMatch(index -> !before.containsKey(index.split("[.]", 2)[0]));
    }
  }

  @Test
  void aMigrationThatBreaksTheVersionBeforeIsFoundOut() throws SQLException {
    TestDatabase kind = TestDatabase.POSTGRESQL;
    migrate(kind, FIRST_UPGRADABLE);
    for (String migration :
        List.of(
            "drop table proof",
            "alter table audit drop column address",
            "alter table audit rename column why to reason",
            "alter table outcome_report add column worker text not null",
            "alter table standing alter column held type text",
            "create unique index audit_subject on audit (subject)")) {
      Map<String, Map<String, Column>> before = tables(kind);
      Set<String> uniqueBefore = uniqueIndexes(kind);
      execute(kind, migration);
      assertThat(broken(before, tables(kind)).isEmpty() && uniqueIndexes(kind).equals(uniqueBefore))
          .as(migration)
          .isFalse();
    }
  }

  @Test
  void bothDatabasesHaveTheSameTablesAndColumns() throws SQLException {
    Map<String, Set<String>> names = new TreeMap<>();
    for (TestDatabase kind : TestDatabase.values()) {
      Database.open(kind.in(directory)).close();
      Map<String, Set<String>> own = new TreeMap<>();
      tables(kind).forEach((table, columns) -> own.put(table, columns.keySet()));
      if (names.isEmpty()) {
        names.putAll(own);
      }
      assertThat(own).as(kind.name()).isEqualTo(names);
    }
    assertThat(names).containsKeys("audit", "routing_table", "access_token");
  }

  @ParameterizedTest
  @EnumSource
  void nothingEditsTheAudit(TestDatabase kind) throws SQLException {
    Database.open(kind.in(directory)).close();
    execute(
        kind,
        "insert into audit (at, actor, why, address, subject) values (1, 'ana', 'x', 'local', 's')");
    for (String edit :
        List.of(
            "update audit set actor = 'bob'",
            "delete from audit",
            kind == TestDatabase.SQLITE
                ? "insert or replace into audit (id, at, actor, why, address, subject) values"
                    + " (1, 1, 'bob', 'x', 'local', 's')"
                : "truncate audit")) {
      assertThatThrownBy(() -> execute(kind, edit))
          .as(edit)
          .hasMessageContaining("audit entries are never");
    }
    try (Connection connection = kind.connect(directory);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select actor from audit")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("ana");
      assertThat(rows.next()).isFalse();
    }
  }

  private List<String> versions(TestDatabase kind) {
    List<String> versions = new ArrayList<>();
    for (MigrationInfo migration :
        Schema.configuration(kind.source(directory), vendor(kind)).load().info().all()) {
      versions.add(migration.getVersion().getVersion());
    }
    return versions;
  }

  private void migrate(TestDatabase kind, String version) {
    Schema.configuration(kind.source(directory), vendor(kind)).target(version).load().migrate();
  }

  private static String vendor(TestDatabase kind) {
    return switch (kind) {
      case SQLITE -> Schema.SQLITE;
      case POSTGRESQL -> Schema.POSTGRESQL;
    };
  }

  private static List<String> broken(
      Map<String, Map<String, Column>> before, Map<String, Map<String, Column>> after) {
    List<String> broken = new ArrayList<>();
    before.forEach(
        (table, columns) -> {
          Map<String, Column> now = after.getOrDefault(table, Map.of());
          columns.forEach(
              (name, column) -> {
                if (!now.containsKey(name)) {
                  broken.add(table + "." + name + " is gone");
                } else if (!now.get(name).equals(column)) {
                  broken.add(table + "." + name + " is " + now.get(name) + ", was " + column);
                }
              });
          now.forEach(
              (name, column) -> {
                if (!columns.containsKey(name) && column.required()) {
                  broken.add(table + "." + name + " is new and required");
                }
              });
        });
    return broken;
  }

  private Map<String, Map<String, Column>> tables(TestDatabase kind) throws SQLException {
    Map<String, Map<String, Column>> tables = new TreeMap<>();
    try (Connection connection = kind.connect(directory);
        ResultSet columns = connection.getMetaData().getColumns(null, ownSchema(kind), "%", "%")) {
      while (columns.next()) {
        String table = columns.getString("TABLE_NAME");
        if (isOwn(table)) {
          boolean required =
              columns.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls
                  && columns.getString("COLUMN_DEF") == null
                  && !"YES".equals(columns.getString("IS_AUTOINCREMENT"));
          tables
              .computeIfAbsent(table, any -> new TreeMap<>())
              .put(
                  columns.getString("COLUMN_NAME"),
                  new Column(columns.getString("TYPE_NAME"), required));
        }
      }
    }
    return tables;
  }

  private static boolean isOwn(String table) {
    return !table.startsWith("sqlite_")
        && !table.equals("flyway_schema_history")
        && !table.endsWith("_pkey")
        && !table.contains("_by_");
  }

  /** As {@code table.index}. */
  private Set<String> uniqueIndexes(TestDatabase kind) throws SQLException {
    Set<String> unique = new TreeSet<>();
    try (Connection connection = kind.connect(directory)) {
      for (String table : tables(kind).keySet()) {
        try (ResultSet indexes =
            connection.getMetaData().getIndexInfo(null, ownSchema(kind), table, true, true)) {
          while (indexes.next()) {
            // SQLite's driver lists them all, whatever was asked for.
            if (!indexes.getBoolean("NON_UNIQUE")) {
              unique.add(table + "." + indexes.getString("INDEX_NAME"));
            }
          }
        }
      }
    }
    return unique;
  }

  private static String ownSchema(TestDatabase kind) {
    return switch (kind) {
      case SQLITE -> null;
      case POSTGRESQL -> "public";
    };
  }

  private void execute(TestDatabase kind, String sql) throws SQLException {
    try (Connection connection = kind.connect(directory);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

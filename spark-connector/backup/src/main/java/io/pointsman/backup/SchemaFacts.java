package io.pointsman.backup;

import io.pointsman.backup.CqlWords.Kind;
import io.pointsman.backup.CqlWords.Word;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a backup's schema text says beside its tables' columns. */
final class SchemaFacts {
  /** Cassandra's default. */
  private static final Duration DEFAULT_GC_GRACE = Duration.ofDays(10);

  private final List<List<Word>> statements;

  private SchemaFacts(List<List<Word>> statements) {
    this.statements = statements;
  }

  static SchemaFacts of(String cql) {
    return new SchemaFacts(CqlWords.statements(cql == null ? "" : cql));
  }

  /**
   * The keyspace's replication, or empty when the text does not create it: snapshots' own schema
   * files do not.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  Optional<Replication> replication(String keyspace) {
    for (List<Word> statement : statements) {
      if (statement.size() > 3
          && statement.get(0).is("create")
          && statement.get(1).is("keyspace")) {
        int name = afterIfNotExists(statement, 2);
        if (statement.get(name).text().equals(keyspace)) {
          return replication(statement, name + 1);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Replication> replication(List<Word> statement, int from) {
    for (int i = from; i + 2 < statement.size(); i++) {
      if (statement.get(i).is("replication") && statement.get(i + 1).is("=")) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int j = i + 2; j + 2 < statement.size() && !statement.get(j).is("}"); j++) {
          if (statement.get(j + 1).is(":")) {
            options.put(statement.get(j).text(), statement.get(j + 2).text());
            j += 2;
          }
        }
        return Optional.of(Replication.of(options));
      }
    }
    return Optional.empty();
  }

  /** How long the table keeps tombstones: its own option, or Cassandra's default. */
  Duration gcGrace(String keyspace, String table) {
    Duration found = DEFAULT_GC_GRACE;
    for (List<Word> statement : statements) {
      if (statement.size() > 3
          && (statement.get(0).is("create") || statement.get(0).is("alter"))
          && (statement.get(1).is("table") || statement.get(1).is("columnfamily"))
          && isAbout(statement, keyspace, table)) {
        found = gcGrace(statement).orElse(found);
      }
    }
    return found;
  }

  private static boolean isAbout(List<Word> statement, String keyspace, String table) {
    int name = afterIfNotExists(statement, 2);
    if (name + 2 < statement.size() && statement.get(name + 1).is(".")) {
      return statement.get(name).text().equals(keyspace)
          && statement.get(name + 2).text().equals(table);
    }
    return statement.get(name).text().equals(table);
  }

  private static Optional<Duration> gcGrace(List<Word> statement) {
    for (int i = 0; i + 2 < statement.size(); i++) {
      if (statement.get(i).is("gc_grace_seconds")
          && statement.get(i).kind() == Kind.NAME
          && statement.get(i + 1).is("=")) {
        try {
          return Optional.of(Duration.ofSeconds(Long.parseLong(statement.get(i + 2).text())));
        } catch (NumberFormatException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static int afterIfNotExists(List<Word> statement, int at) {
    int name = at;
    while (name < statement.size() - 1
        && (statement.get(name).is("if")
            || statement.get(name).is("not")
            || statement.get(name).is("exists"))) {
      name++;
    }
    return name;
  }
}

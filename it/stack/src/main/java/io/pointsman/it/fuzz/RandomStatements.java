package io.pointsman.it.fuzz;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema.Kind;
import io.pointsman.it.fuzz.RandomTable.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Draws writes of every kind to a few keys, so that they meet each other. */
final class RandomStatements {
  private static final long BASE = 1_700_000_000_000_000L;
  private static final int KEYS = 4;

  private final Random random;
  private final RandomTable table;
  private final RandomValues values;
  private final List<List<String>> partitions = new ArrayList<>();
  private final List<List<String>> clusterings = new ArrayList<>();
  private int alone;

  RandomStatements(Random random, RandomTable table, RandomValues values) {
    this.random = random;
    this.table = table;
    this.values = values;
    for (int i = 0; i < KEYS; i++) {
      partitions.add(table.partition().stream().map(each -> values.ofKey(each.type())).toList());
    }
    for (Column column : table.clustering()) {
      List<String> pool = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        pool.add(values.ofClustering(column.type()));
      }
      clusterings.add(pool);
    }
  }

  /**
   * One statement.
   *
   * @param everyNode whether every node takes part, as some kinds need
   */
  String next(boolean everyNode) {
    int drawn = random.nextInt(24);
    if (drawn < 3) {
      return batch(everyNode);
    }
    if (everyNode && drawn == 3 && !table.isCounter()) {
      return conditional();
    }
    if (everyNode && drawn == 4 && random.nextInt(12) == 0) {
      return "TRUNCATE " + History.PLACE;
    }
    return one(new Times(true));
  }

  /** What stands behind USING: nothing where a batch has it. */
  private final class Times {
    private final boolean own;

    /**
     * @param own whether it may have a timestamp of its own
     */
    Times(boolean own) {
      this.own = own && !table.isCounter();
    }

    private String timestamp() {
      int drawn = random.nextInt(20);
      if (!own || drawn < 4) {
        return "";
      }
      if (drawn < 6 && table.hasFuture()) {
        return "TIMESTAMP " + (RandomTable.FUTURE + random.nextInt(3));
      }
      if (drawn < 8) {
        // None below zero: Cassandra 5.0 cannot read its own SSTables with deletions of then.
        return "TIMESTAMP " + random.nextInt(3);
      }
      return "TIMESTAMP " + (BASE + random.nextInt(10));
    }

    private String ttl(boolean maySoonExpire) {
      if (table.isCounter() || random.nextInt(4) > 0) {
        return "";
      }
      int kind = random.nextInt(4);
      if (kind == 0 && maySoonExpire) {
        return "TTL " + (1 + random.nextInt(HistoryGenerator.SHORT_TTL_SECONDS));
      }
      return switch (kind) {
        case 1 -> "TTL 0";
        case 2 -> "TTL 315360000";
        default -> "TTL " + (86_400 + random.nextInt(3));
      };
    }

    /**
     * A time that no other write of the history has. Of two cells of the same time, the one that
     * expires later wins, unless the other has become a tombstone already: a replica's answer makes
     * it one, a merge of all replicas' files does not, so Cassandra itself has two answers.
     */
    private String ownTimestamp() {
      alone++;
      return "TIMESTAMP " + (random.nextBoolean() ? BASE - alone : BASE + 1000 + alone);
    }

    String ofDelete() {
      String timestamp = timestamp();
      return timestamp.isEmpty() ? "" : " USING " + timestamp;
    }

    String ofWrite() {
      boolean replicasDiffer = !table.mayPurge();
      String ttl = ttl(own || !replicasDiffer);
      boolean expires = ttl.matches("TTL [1-" + HistoryGenerator.SHORT_TTL_SECONDS + "]");
      List<String> parts =
          new ArrayList<>(List.of(expires && replicasDiffer ? ownTimestamp() : timestamp(), ttl));
      parts.removeIf(String::isEmpty);
      Collections.shuffle(parts, random);
      return parts.isEmpty() ? "" : " USING " + String.join(" AND ", parts);
    }
  }

  private String one(Times times) {
    if (!table.mayDelete() && !table.others().isEmpty()) {
      return update(times);
    }
    int drawn = random.nextInt(20);
    if (drawn < 7 && !table.isCounter()) {
      return insert(times, random.nextInt(6) == 0, "");
    }
    if (drawn < 14 && !table.others().isEmpty()) {
      return update(times);
    }
    if (drawn < 16 && !table.others().isEmpty()) {
      return deleteCells(times);
    }
    if (drawn == 16) {
      return "DELETE FROM " + History.PLACE + times.ofDelete() + " WHERE " + partition();
    }
    if (drawn < 18 && !table.clustering().isEmpty()) {
      return "DELETE FROM "
          + History.PLACE
          + times.ofDelete()
          + " WHERE "
          + partition()
          + " AND "
          + range();
    }
    return "DELETE FROM " + History.PLACE + times.ofDelete() + " WHERE " + row();
  }

  private String batch(boolean everyNode) {
    boolean oneTime = !table.isCounter() && random.nextBoolean();
    List<String> statements = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      String statement = one(new Times(!oneTime));
      // A counter's batch has nothing but updates.
      if (!table.isCounter() || statement.startsWith("UPDATE")) {
        statements.add(statement);
      }
    }
    if (statements.isEmpty()) {
      return one(new Times(true));
    }
    String kind =
        table.isCounter() ? "COUNTER " : everyNode && random.nextBoolean() ? "" : "UNLOGGED ";
    String using = oneTime ? " USING TIMESTAMP " + (BASE + random.nextInt(10)) : "";
    return "BEGIN "
        + kind
        + "BATCH"
        + using
        + " "
        + String.join("; ", statements)
        + "; APPLY BATCH";
  }

  private String conditional() {
    return random.nextBoolean()
        ? insert(new Times(false), false, " IF NOT EXISTS")
        : "DELETE FROM " + History.PLACE + " WHERE " + row() + " IF EXISTS";
  }

  private String insert(Times times, boolean staticOnly, String condition) {
    List<Column> columns = new ArrayList<>(table.partition());
    List<String> literals = new ArrayList<>(oneOf(partitions));
    if (!staticOnly) {
      for (int i = 0; i < table.clustering().size(); i++) {
        columns.add(table.clustering().get(i));
        literals.add(oneOf(clusterings.get(i)));
      }
    }
    for (Column column : table.others()) {
      boolean wanted = column.kind() == Kind.STATIC ? staticOnly || oneIn(4) : !staticOnly;
      if (wanted && random.nextInt(5) > 0) {
        columns.add(column);
        literals.add(oneIn(8) ? "null" : values.ofColumn(column.type()));
      }
    }
    String using = times.ofWrite();
    String text =
        "INSERT INTO "
            + History.PLACE
            + " ("
            + RandomTable.names(columns)
            + ") VALUES ("
            + String.join(", ", literals)
            + ")";
    return text + condition + using;
  }

  private String update(Times times) {
    List<Column> chosen = chosen();
    String settings = chosen.stream().map(this::setting).collect(Collectors.joining(", "));
    return "UPDATE "
        + History.PLACE
        + times.ofWrite()
        + " SET "
        + settings
        + " WHERE "
        + where(chosen);
  }

  /** One or two columns, all static or some of them not. */
  private List<Column> chosen() {
    List<Column> columns = new ArrayList<>(table.others());
    Collections.shuffle(columns, random);
    return columns.subList(0, Math.min(columns.size(), 1 + random.nextInt(2)));
  }

  private String where(List<Column> columns) {
    return columns.stream().allMatch(column -> column.kind() == Kind.STATIC) ? partition() : row();
  }

  private String setting(Column column) {
    String name = column.cql();
    CqlType type = column.type();
    if (type == CqlType.Simple.COUNTER) {
      return name + " = " + name + (random.nextBoolean() ? " + " : " - ") + random.nextInt(1 << 20);
    }
    if (oneIn(3)) {
      return name + " = " + (oneIn(4) ? "null" : values.ofColumn(type));
    }
    if (type instanceof CqlType.ListOf list && !list.frozen()) {
      return switch (random.nextInt(4)) {
        case 0 -> name + " = " + name + " + " + values.ofColumn(type);
        case 1 -> name + " = " + values.ofColumn(type) + " + " + name;
        case 2 -> name + "[" + random.nextInt(2) + "] = " + values.ofColumn(list.element());
        default -> name + " = " + name + " - " + values.ofColumn(type);
      };
    }
    if (type instanceof CqlType.SetOf set && !set.frozen()) {
      return name + " = " + name + (random.nextBoolean() ? " + " : " - ") + values.ofColumn(type);
    }
    if (type instanceof CqlType.MapOf map && !map.frozen()) {
      return switch (random.nextInt(3)) {
        case 0 -> name + " = " + name + " + " + values.ofColumn(type);
        case 1 ->
            name
                + "["
                + values.ofKey(map.key())
                + "] = "
                + (oneIn(5) ? "null" : values.ofColumn(map.value()));
        default ->
            name + " = " + name + " - " + values.ofColumn(new CqlType.SetOf(map.key(), false));
      };
    }
    if (type instanceof CqlType.UserDefined user && !user.frozen()) {
      CqlType.UserDefined.Field field = oneOf(user.fields());
      return name
          + "."
          + field.name()
          + " = "
          + (oneIn(4) ? "null" : values.ofColumn(field.type()));
    }
    return name + " = " + values.ofColumn(type);
  }

  private String deleteCells(Times times) {
    List<Column> chosen = chosen();
    String cells = chosen.stream().map(this::cell).collect(Collectors.joining(", "));
    return "DELETE "
        + cells
        + " FROM "
        + History.PLACE
        + times.ofDelete()
        + " WHERE "
        + where(chosen);
  }

  private String cell(Column column) {
    CqlType type = column.type();
    String name = column.cql();
    if (random.nextBoolean()) {
      return name;
    }
    if (type instanceof CqlType.MapOf map && !map.frozen()) {
      return name + "[" + values.ofKey(map.key()) + "]";
    }
    if (type instanceof CqlType.SetOf set && !set.frozen()) {
      return name + "[" + values.ofKey(set.element()) + "]";
    }
    if (type instanceof CqlType.ListOf list && !list.frozen()) {
      return name + "[0]";
    }
    if (type instanceof CqlType.UserDefined user && !user.frozen()) {
      return name + "." + oneOf(user.fields()).name();
    }
    return name;
  }

  private String partition() {
    return equal(table.partition(), oneOf(partitions));
  }

  private String row() {
    StringBuilder text = new StringBuilder(partition());
    for (int i = 0; i < table.clustering().size(); i++) {
      text.append(" AND ").append(table.clustering().get(i).cql());
      if (oneIn(12)) {
        text.append(" IN (").append(of(i)).append(", ").append(of(i)).append(')');
      } else {
        text.append(" = ").append(of(i));
      }
    }
    return text.toString();
  }

  private static String equal(List<Column> columns, List<String> literals) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      parts.add(columns.get(i).cql() + " = " + literals.get(i));
    }
    return String.join(" AND ", parts);
  }

  /** A prefix of the clustering, or a slice below one. */
  private String range() {
    int equal = random.nextInt(table.clustering().size());
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < equal; i++) {
      parts.add(table.clustering().get(i).cql() + " = " + of(i));
    }
    if (equal > 0 && oneIn(3)) {
      return String.join(" AND ", parts);
    }
    if (equal == 0 && table.clustering().size() > 1 && oneIn(4)) {
      return "("
          + RandomTable.names(table.clustering().subList(0, 2))
          + (random.nextBoolean() ? ") > (" : ") <= (")
          + of(0)
          + ", "
          + of(1)
          + ")";
    }
    String column = table.clustering().get(equal).cql();
    if (random.nextBoolean()) {
      parts.add(column + (random.nextBoolean() ? " > " : " >= ") + of(equal));
    }
    if (parts.size() == equal || random.nextBoolean()) {
      parts.add(column + (random.nextBoolean() ? " < " : " <= ") + of(equal));
    }
    return String.join(" AND ", parts);
  }

  private String of(int clusteringColumn) {
    return oneOf(clusterings.get(clusteringColumn));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}

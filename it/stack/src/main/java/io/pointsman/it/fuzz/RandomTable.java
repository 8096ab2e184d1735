package io.pointsman.it.fuzz;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** A random table, as it is while its history is drawn: alterations change it. */
final class RandomTable {
  /**
   * None begins beyond ASCII: Cassandra 5.0 itself loses the order of such a collection's column.
   */
  private static final List<String> NAMES =
      List.of(
          "v",
          "select",
          "Camel Case",
          "größe",
          "x日本",
          "with.dot",
          "q\"uote",
          "token",
          "from",
          "x_1");

  private static final List<String> COMPRESSORS =
      List.of(
          "{'enabled': 'false'}",
          "{'class': 'LZ4Compressor', 'chunk_length_in_kb': 4}",
          "{'class': 'LZ4Compressor', 'chunk_length_in_kb': 16, 'lz4_compressor_type': 'high'}",
          "{'class': 'SnappyCompressor', 'chunk_length_in_kb': 16}",
          "{'class': 'DeflateCompressor', 'chunk_length_in_kb': 4}",
          "{'class': 'ZstdCompressor', 'chunk_length_in_kb': 64, 'compression_level': 1}",
          "{'class': 'LZ4Compressor', 'chunk_length_in_kb': 4, 'min_compress_ratio': 1.1}",
          "{'class': 'NoopCompressor'}");
  private static final List<String> COMPACTIONS =
      List.of(
          "{'class': 'SizeTieredCompactionStrategy', 'enabled': 'false'}",
          "{'class': 'LeveledCompactionStrategy', 'enabled': 'false'}",
          "{'class': 'UnifiedCompactionStrategy', 'enabled': 'false'}");

  /** Microseconds since 1970: where histories with times of the future have them, and a drop. */
  static final long FUTURE = 2_000_000_000_000_000L;

  /** In the millisecond after: of a drop's time Cassandra keeps no microseconds. */
  private static final long DROPPED_AT = FUTURE + 1000;

  /**
   * A column.
   *
   * @param name unquoted
   */
  record Column(String name, CqlType type, Kind kind) {
    /** Its name as CQL writes it. */
    String cql() {
      return "\"" + name.replace("\"", "\"\"") + "\"";
    }
  }

  private final Random random;
  private final RandomTypes types;
  private final boolean mayPurge;
  private final List<Column> partition = new ArrayList<>();
  private final List<Column> clustering = new ArrayList<>();
  private final List<Column> others = new ArrayList<>();
  private final List<Column> dropped = new ArrayList<>();
  private final List<String> create = new ArrayList<>();
  private final boolean counter;
  private final boolean compact;
  private final boolean future;
  private int columns;

  /**
   * @param mayPurge whether its nodes may forget tombstones at once; replicas that differ must not
   */
  RandomTable(Random random, boolean mayPurge) {
    this.random = random;
    this.types = new RandomTypes(random);
    this.mayPurge = mayPurge;
    this.counter = random.nextInt(8) == 0;
    this.compact = !counter && random.nextInt(12) == 0;
    this.future = random.nextBoolean();
    draw();
  }

  private void draw() {
    for (int i = 1 + random.nextInt(4) / 2; i > 0; i--) {
      partition.add(column(types.ofKey(), Kind.PARTITION_KEY));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      clustering.add(column(types.ofClustering(), Kind.CLUSTERING));
    }
    if (!clustering.isEmpty() && !compact) {
      for (int i = random.nextInt(3); i > 0; i--) {
        others.add(column(ofCell(), Kind.STATIC));
      }
    }
    for (int i = least(); i > 0; i--) {
      others.add(column(ofCell(), Kind.REGULAR));
    }
    types.userDefined().forEach(type -> create.add(createType(type)));
    create.add(createTable());
  }

  private int least() {
    if (compact) {
      // With clustering such a table has one value at most.
      return clustering.isEmpty() ? 1 + random.nextInt(3) : 1;
    }
    return counter ? 1 + random.nextInt(2) : random.nextInt(6);
  }

  private CqlType ofCell() {
    if (counter) {
      return CqlType.Simple.COUNTER;
    }
    return compact ? types.ofKey() : types.ofColumn();
  }

  private Column column(CqlType type, Kind kind) {
    String name =
        random.nextInt(3) == 0
            ? NAMES.get(random.nextInt(NAMES.size()))
            : kind.name().substring(0, 1);
    return new Column(name + columns++, type, kind);
  }

  private static String createType(CqlType.UserDefined type) {
    return "CREATE TYPE "
        + type.name()
        + " ("
        + type.fields().stream()
            .map(field -> field.name() + " " + field.type().cql())
            .collect(Collectors.joining(", "))
        + ")";
  }

  private String createTable() {
    StringBuilder text = new StringBuilder("CREATE TABLE " + History.PLACE + " (");
    for (Column column : all()) {
      text.append(column.cql()).append(' ').append(definition(column)).append(", ");
    }
    text.append("PRIMARY KEY ((").append(names(partition)).append(')');
    if (!clustering.isEmpty()) {
      text.append(", ").append(names(clustering));
    }
    return text.append(")) WITH ").append(String.join(" AND ", options())).toString();
  }

  private List<String> options() {
    List<String> options = new ArrayList<>();
    if (!clustering.isEmpty()) {
      options.add(
          clustering.stream()
              .map(column -> column.cql() + (random.nextBoolean() ? " DESC" : " ASC"))
              .collect(Collectors.joining(", ", "CLUSTERING ORDER BY (", ")")));
    }
    if (compact) {
      options.add("COMPACT STORAGE");
    }
    // A read that repaired a replica would change what is being compared.
    options.add("read_repair = 'NONE' AND speculative_retry = 'NEVER'");
    options.add("compression = " + oneOf(COMPRESSORS));
    options.add("compaction = " + oneOf(COMPACTIONS));
    if (mayPurge && random.nextInt(3) == 0) {
      options.add("gc_grace_seconds = 0");
    }
    if (!counter && random.nextInt(10) == 0) {
      options.add("default_time_to_live = 604800");
    }
    if (random.nextInt(4) == 0) {
      options.add("bloom_filter_fp_chance = 1.0");
    }
    return options;
  }

  private static String definition(Column column) {
    return column.type().cql() + (column.kind() == Kind.STATIC ? " STATIC" : "");
  }

  static String names(List<Column> columns) {
    return columns.stream().map(Column::cql).collect(Collectors.joining(", "));
  }

  /** What creates the types and the table as it was at first. */
  List<String> create() {
    return List.copyOf(create);
  }

  RandomTypes types() {
    return types;
  }

  /** Whether all replicas hold the same, so that tombstones may go at once. */
  boolean mayPurge() {
    return mayPurge;
  }

  /**
   * Whether its rows may be deleted. A counter that is deleted on one replica and incremented on
   * the other has no one answer: it depends on what Cassandra merged first.
   */
  boolean mayDelete() {
    return !counter || mayPurge;
  }

  /** Whether some of its writes come from the future. */
  boolean hasFuture() {
    return future;
  }

  boolean isCounter() {
    return counter;
  }

  List<Column> partition() {
    return partition;
  }

  List<Column> clustering() {
    return clustering;
  }

  /** Regular and static ones. */
  List<Column> others() {
    return others;
  }

  private List<Column> all() {
    List<Column> all = new ArrayList<>(partition);
    all.addAll(clustering);
    all.addAll(others);
    return all;
  }

  /** Changes the table. */
  String alter() {
    int drawn = random.nextInt(6);
    if (compact) {
      // Dropping the compact storage is an alteration of its own.
      return "ALTER TABLE " + History.PLACE + " DROP COMPACT STORAGE";
    }
    if (drawn == 0 && !clustering.isEmpty()) {
      int index = random.nextInt(clustering.size());
      Column before = clustering.get(index);
      Column after = new Column("renamed" + columns++, before.type(), before.kind());
      clustering.set(index, after);
      return "ALTER TABLE " + History.PLACE + " RENAME " + before.cql() + " TO " + after.cql();
    }
    if (drawn == 1 && types.mayAlter()) {
      return types.alter(columns++);
    }
    if (drawn == 2 && !dropped.isEmpty()) {
      Column column = dropped.remove(random.nextInt(dropped.size()));
      others.add(column);
      return add(column);
    }
    List<Column> droppable = others.stream().filter(RandomTable::mayGo).toList();
    if (drawn <= 4 && !droppable.isEmpty()) {
      Column column = droppable.get(random.nextInt(droppable.size()));
      others.remove(column);
      dropped.add(column);
      // A node does not answer when a cell of a dropped column is newer than the drop.
      String at = future ? " USING TIMESTAMP " + DROPPED_AT : "";
      return "ALTER TABLE " + History.PLACE + " DROP " + column.cql() + at;
    }
    Column column = column(ofSimpleCell(), Kind.REGULAR);
    others.add(column);
    return add(column);
  }

  /**
   * Cassandra 5.0 writes the type of a dropped column down with its user-defined types taken apart,
   * but not those within a vector: no node can read the schema of any table then.
   */
  private static boolean mayGo(Column column) {
    String type = column.type().cql();
    int vector = type.indexOf("vector<");
    return vector < 0 || type.indexOf(History.PLACE, vector) < 0;
  }

  /** A new user-defined type would have to be created first. */
  private CqlType ofSimpleCell() {
    if (counter) {
      return CqlType.Simple.COUNTER;
    }
    return random.nextBoolean()
        ? CqlType.Simple.TEXT
        : new CqlType.SetOf(CqlType.Simple.INT, false);
  }

  private static String add(Column column) {
    return "ALTER TABLE " + History.PLACE + " ADD " + column.cql() + " " + definition(column);
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}

package io.pointsman.it;

import com.datastax.oss.driver.api.core.CqlSession;
import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import io.pointsman.it.fuzz.Literals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One table with every type that CQL has, in keys, cells and elements, and with the values at their
 * edges; with names that have to be quoted, a type that got a field, columns that were dropped and
 * added again. Some rows lie in two SSTables, so that the values meet their merge too.
 */
final class EveryType {
  static final TableName TABLE = new TableName("types", "Every");

  private static final List<Simple> SIMPLE =
      List.of(Simple.values()).stream().filter(type -> type != Simple.COUNTER).toList();

  /** A duration has no order. */
  private static final List<Simple> ORDERED =
      SIMPLE.stream().filter(type -> type != Simple.DURATION).toList();

  private static final String NESTED =
      "map<text, frozen<map<frozen<tuple<int, date>>, frozen<list<frozen<types.nested>>>>>>";

  private EveryType() {}

  /** Creates and fills the table in a node that has none. */
  static void write(CqlSession session, CassandraManagement management) throws IOException {
    session.execute(
        "CREATE KEYSPACE types WITH replication = {'class': 'NetworkTopologyStrategy', '"
            + CassandraNode.DATA_CENTRE
            + "': 1}");
    session.execute("CREATE TYPE types.place (street text, \"Zip Code\" int)");
    session.execute(
        "CREATE TYPE types.nested (at frozen<place>, tags frozen<set<text>>, taken duration,"
            + " \"größe\" decimal)");
    session.execute(create());
    int rows = SIMPLE.stream().mapToInt(type -> Literals.edges(type).size()).max().orElseThrow();
    for (int row = 0; row < rows; row++) {
      // The next row's values, which the second round replaces in every other row.
      insert(session, row, cells(row + 1));
    }
    insert(session, rows, empties());
    insert(session, rows + 1, Map.of());
    management.flush(TABLE.keyspace());

    session.execute("ALTER TYPE types.place ADD added inet");
    session.execute("ALTER TABLE types.\"Every\" DROP again");
    session.execute("ALTER TABLE types.\"Every\" DROP gone");
    session.execute("ALTER TABLE types.\"Every\" ADD again map<int, text>");
    for (int row = 0; row < rows; row += 2) {
      insert(session, row, cells(row));
      insert(
          session,
          row,
          Map.of(
              "again", "{1: 'after'}",
              "udt", "{street: 'Low Road', \"Zip Code\": -1, added: '::1'}",
              "frozen_udt", "{street: 'High Street', added: '10.0.0.1'}"));
    }
    management.flush(TABLE.keyspace());
  }

  private static String create() {
    List<String> columns = new ArrayList<>();
    ORDERED.forEach(type -> columns.add("p_" + type.cql() + " " + type.cql()));
    ORDERED.forEach(type -> columns.add("c_" + type.cql() + " " + type.cql()));
    columns.add("s_text text STATIC");
    columns.add("s_map map<text, duration> STATIC");
    SIMPLE.forEach(type -> columns.add("v_" + type.cql() + " " + type.cql()));
    SIMPLE.forEach(type -> columns.add("list_" + type.cql() + " list<" + type.cql() + ">"));
    ORDERED.forEach(type -> columns.add("set_" + type.cql() + " set<" + type.cql() + ">"));
    ORDERED.forEach(
        type -> columns.add("map_" + type.cql() + " map<" + type.cql() + ", " + type.cql() + ">"));
    columns.addAll(
        List.of(
            "custom '" + Literals.LEXICAL_UUID + "'",
            "composite '" + Literals.COMPOSITE + "'",
            "frozen_map frozen<map<int, text>>",
            "tuples tuple<int, text, duration>",
            "udt types.place",
            "frozen_udt frozen<types.place>",
            "floats vector<float, 3>",
            "texts vector<text, 2>",
            "lists vector<frozen<list<smallint>>, 2>",
            "deep " + NESTED,
            "again map<int, text>",
            "gone list<text>",
            "\"select\" text",
            "\"with.dot\" int",
            "\"Ünïcode 日本\" text",
            "\"q\"\"uote\" text"));
    return "CREATE TABLE types.\"Every\" ("
        + String.join(", ", columns)
        + ", PRIMARY KEY (("
        + ORDERED.stream().map(type -> "p_" + type.cql()).collect(Collectors.joining(", "))
        + "), "
        + ORDERED.stream().map(type -> "c_" + type.cql()).collect(Collectors.joining(", "))
        + ")) WITH CLUSTERING ORDER BY ("
        + ORDERED.stream()
            .map(type -> "c_" + type.cql() + (type.ordinal() % 2 == 0 ? " DESC" : " ASC"))
            .collect(Collectors.joining(", "))
        + ")";
  }

  private static String edge(Simple type, int row) {
    List<String> edges = Literals.edges(type);
    return edges.get(row % edges.size());
  }

  private static Map<String, String> cells(int row) {
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put("s_text", "'static " + row + "'");
    cells.put("s_map", "{'a': -1mo2d3ns, '': 0d}");
    for (Simple type : SIMPLE) {
      cells.put("v_" + type.cql(), edge(type, row));
      cells.put("list_" + type.cql(), all(type, "[", "]"));
    }
    for (Simple type : ORDERED) {
      cells.put("set_" + type.cql(), all(type, "{", "}"));
      cells.put(
          "map_" + type.cql(),
          Literals.edges(type).stream()
              .map(edge -> edge + ": " + edge)
              .collect(Collectors.joining(", ", "{", "}")));
    }
    cells.put("custom", Literals.edges(new CqlType.Custom(Literals.LEXICAL_UUID)).get(row % 3));
    cells.put("composite", Literals.edges(new CqlType.Custom(Literals.COMPOSITE)).get(row % 3));
    cells.put("frozen_map", row % 2 == 0 ? "{}" : "{-1: '', 1: 'one'}");
    cells.put("tuples", row % 2 == 0 ? "(null, '', -1mo)" : "(1, null, null)");
    cells.put("udt", "{street: '" + row + "'}");
    cells.put("frozen_udt", "{street: null, \"Zip Code\": " + row + "}");
    cells.put("floats", "[NaN, -0.0, 1.5]");
    cells.put("texts", "['', 'Øresund']");
    cells.put("lists", "[[1, -1], []]");
    cells.put(
        "deep",
        "{'a': {(1, '1970-01-01'): [{at: {street: 'x', \"Zip Code\": 1}, tags: {'t', ''}, taken: 1mo,"
            + " \"größe\": 1.50}, {at: null, tags: {}}], (null, null): []}, 'b': {}}");
    cells.put("again", "{0: 'before'}");
    cells.put("gone", "['x']");
    cells.put("\"select\"", "'reserved'");
    cells.put("\"with.dot\"", Integer.toString(row));
    cells.put("\"Ünïcode 日本\"", "'größe'");
    cells.put("\"q\"\"uote\"", "'\"'");
    if (row % 2 == 0) {
      // Of the second round: both are gone by then.
      cells.remove("gone");
      cells.remove("again");
    }
    return cells;
  }

  private static String all(Simple type, String open, String close) {
    return Literals.edges(type).stream().collect(Collectors.joining(", ", open, close));
  }

  private static Map<String, String> empties() {
    Map<String, String> cells = new LinkedHashMap<>();
    for (Simple type : SIMPLE) {
      String empty = Literals.empty(type);
      if (empty != null) {
        cells.put("v_" + type.cql(), empty);
        cells.put("list_" + type.cql(), "[" + empty + ", " + edge(type, 0) + "]");
      }
    }
    cells.put("tuples", "(blob_as_int(0x), null, null)");
    return cells;
  }

  private static void insert(CqlSession session, int row, Map<String, String> cells) {
    Map<String, String> all = new LinkedHashMap<>();
    // Two partitions hold all rows, so that the clustering's order counts.
    ORDERED.forEach(type -> all.put("p_" + type.cql(), key(type, row % 2)));
    ORDERED.forEach(type -> all.put("c_" + type.cql(), key(type, row)));
    all.putAll(cells);
    session.execute(
        "INSERT INTO types.\"Every\" ("
            + String.join(", ", all.keySet())
            + ") VALUES ("
            + String.join(", ", all.values())
            + ")");
  }

  private static String key(Simple type, int row) {
    return edge(type, row);
  }
}

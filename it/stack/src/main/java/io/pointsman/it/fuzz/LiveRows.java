package io.pointsman.it.fuzz;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * What the nodes answer at consistency ALL, in their own serialization, which the reader gives too:
 * nothing is decoded, so nothing can be lost on the way.
 *
 * @param columns names in the order of {@code SELECT *}
 * @param rows each a value a column in hexadecimal, or {@value #NULL}
 */
record LiveRows(List<String> columns, List<List<String>> rows) {
  static final String NULL = "null";

  private static final HexFormat HEX = HexFormat.of();

  LiveRows {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * Reads a table.
   *
   * @param table with its keyspace
   */
  static LiveRows of(CqlSession session, String table) {
    ResultSet result =
        session.execute(
            SimpleStatement.newInstance("SELECT * FROM " + table)
                .setConsistencyLevel(ConsistencyLevel.ALL));
    List<String> columns =
        StreamSupport.stream(result.getColumnDefinitions().spliterator(), false)
            .map(ColumnDefinition::getName)
            .map(name -> name.asInternal())
            .toList();
    List<List<String>> rows = new ArrayList<>();
    for (Row row : result) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        values.add(text(row.getBytesUnsafe(i)));
      }
      rows.add(List.copyOf(values));
    }
    return new LiveRows(columns, rows);
  }

  /** One value. */
  static String text(ByteBuffer value) {
    if (value == null) {
      return NULL;
    }
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return HEX.formatHex(bytes);
  }

  /** Some of the columns, in another order. */
  LiveRows select(List<String> names) {
    List<Integer> indexes = names.stream().map(columns::indexOf).toList();
    return new LiveRows(
        names, rows.stream().map(row -> indexes.stream().map(row::get).toList()).toList());
  }

  /** Some of the rows. */
  LiveRows where(Predicate<List<String>> wanted) {
    return new LiveRows(columns, rows.stream().filter(wanted).toList());
  }
}

package io.pointsman.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.cassandra.cql3.ColumnIdentifier;
import org.apache.cassandra.db.marshal.AbstractType;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;

/** Rows as text, in CQL's own notation of values. */
final class RowTexts {
  private final List<ColumnMetadata> columns = new ArrayList<>();

  RowTexts(TableMetadata table, List<String> names) {
    if (names.isEmpty()) {
      table.allColumnsInSelectOrder().forEachRemaining(columns::add);
    }
    for (String name : names) {
      columns.add(table.getColumn(ColumnIdentifier.getInterned(name, true)));
    }
  }

  List<String> all(RowCursor cursor) throws IOException {
    List<String> rows = new ArrayList<>();
    while (cursor.next()) {
      rows.add(row(cursor));
    }
    return rows;
  }

  String row(RowCursor cursor) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(text(columns.get(i).type.unwrap(), cursor.value(i)));
    }
    return String.join("|", values);
  }

  private static String text(AbstractType<?> type, ByteBuffer value) {
    if (value == null) {
      return "null";
    }
    return type.isCounter() ? Long.toString(value.getLong(0)) : type.toCQLString(value);
  }
}

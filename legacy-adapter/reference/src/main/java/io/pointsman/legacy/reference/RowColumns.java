package io.pointsman.legacy.reference;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table's columns as reconciling needs them. */
final class RowColumns {
  private final TableSchema schema;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<Comparator<byte[]>> pathOrders = new ArrayList<>();

  RowColumns(TableSchema schema) {
    this.schema = schema;
    for (TableSchema.Column column : schema.columns()) {
      indexes.put(column.name(), indexes.size());
      pathOrders.add(pathOrder(column));
    }
  }

  TableSchema schema() {
    return schema;
  }

  int count() {
    return schema.columns().size();
  }

  /** Index of a column by its name, or -1 when the schema has it no more. */
  int index(String column) {
    return indexes.getOrDefault(column, -1);
  }

  boolean isStatic(String column) {
    int index = index(column);
    return index >= 0 && schema.columns().get(index).kind() == TableSchema.Kind.STATIC;
  }

  boolean isCounter(int index) {
    return schema.columns().get(index).type() == CqlType.Simple.COUNTER;
  }

  /** How the cells of a non-frozen collection or UDT are ordered; null for one-cell columns. */
  Comparator<byte[]> pathOrder(int index) {
    return pathOrders.get(index);
  }

  private static Comparator<byte[]> pathOrder(TableSchema.Column column) {
    if (column.kind() == TableSchema.Kind.PARTITION_KEY
        || column.kind() == TableSchema.Kind.CLUSTERING) {
      return null;
    }
    CqlType type = column.type();
    if (type instanceof CqlType.ListOf list) {
      return list.frozen() ? null : TypeOrder.of(CqlType.Simple.TIMEUUID);
    }
    if (type instanceof CqlType.SetOf set) {
      return set.frozen() ? null : TypeOrder.of(set.element());
    }
    if (type instanceof CqlType.MapOf map) {
      return map.frozen() ? null : TypeOrder.of(map.key());
    }
    if (type instanceof CqlType.UserDefined udt) {
      return udt.frozen() ? null : TypeOrder.of(CqlType.Simple.SMALLINT);
    }
    return null;
  }
}

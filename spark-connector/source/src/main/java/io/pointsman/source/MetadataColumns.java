package io.pointsman.source;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a row can be asked beside its values; none of it is read unless it is asked for. {@code
 * _writetime.name} is what CQL's {@code WRITETIME(name)} says, {@code _ttl.name} what {@code
 * TTL(name)} says at the reference time: a value, or an array of them for a collection or a
 * user-defined type that is not frozen.
 */
enum MetadataColumns {
  /** The Murmur3 token of the row's Cassandra partition. */
  TOKEN("_token", "the Murmur3 token of the row's Cassandra partition"),
  /** Microseconds since the epoch, by column. */
  WRITE_TIME("_writetime", "when each value was written, in microseconds since the epoch"),
  /** Seconds that are left at the reference time, by column. */
  TTL("_ttl", "seconds that each value has left at the reference time"),
  /** The data object that each value came from, by column. */
  SSTABLE("_sstable", "the data object that each value came from; its key names the node"),
  /** Every data object that holds a version of the row. */
  SSTABLES("_sstables", "the data objects that hold a version of the row");

  private final String columnName;
  private final String comment;

  MetadataColumns(String columnName, String comment) {
    this.columnName = columnName;
    this.comment = comment;
  }

  String columnName() {
    return columnName;
  }

  /** The one of that name, or null. */
  static MetadataColumns named(String name) {
    for (MetadataColumns each : values()) {
      if (each.columnName.equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** Those that a table has. */
  static MetadataColumn[] of(TableSchema table) {
    List<MetadataColumn> columns = new ArrayList<>();
    for (MetadataColumns each : values()) {
      DataType type = each.type(table);
      // Spark has no struct without fields: a table of keys alone has no values to ask about.
      if (!(type instanceof StructType struct) || !struct.isEmpty()) {
        columns.add(each.described(type));
      }
    }
    return columns.toArray(MetadataColumn[]::new);
  }

  private MetadataColumn described(DataType type) {
    return new MetadataColumn() {
      @Override
      public String name() {
        return columnName;
      }

      @Override
      public DataType dataType() {
        return type;
      }

      @Override
      public String comment() {
        return comment;
      }
    };
  }

  DataType type(TableSchema table) {
    return switch (this) {
      case TOKEN -> DataTypes.LongType;
      case WRITE_TIME -> byColumn(table, DataTypes.LongType);
      case TTL -> byColumn(table, DataTypes.IntegerType);
      case SSTABLE -> byColumn(table, DataTypes.StringType);
      case SSTABLES -> DataTypes.createArrayType(DataTypes.StringType, false);
    };
  }

  private static StructType byColumn(TableSchema table, DataType ofOne) {
    StructType struct = new StructType();
    for (TableSchema.Column column : columns(table)) {
      struct =
          struct.add(
              column.name(),
              hasSeveralCells(column.type()) ? DataTypes.createArrayType(ofOne, true) : ofOne,
              true);
    }
    return struct;
  }

  /** The columns that values are written to; a counter's is summed up of many. */
  static List<TableSchema.Column> columns(TableSchema table) {
    return table.columns().stream()
        .filter(
            column ->
                column.kind() == TableSchema.Kind.STATIC
                    || column.kind() == TableSchema.Kind.REGULAR)
        .filter(column -> column.type() != CqlType.Simple.COUNTER)
        .toList();
  }

  static boolean hasSeveralCells(CqlType type) {
    if (type instanceof CqlType.ListOf list) {
      return !list.frozen();
    } else if (type instanceof CqlType.SetOf set) {
      return !set.frozen();
    } else if (type instanceof CqlType.MapOf map) {
      return !map.frozen();
    } else if (type instanceof CqlType.UserDefined userDefined) {
      return !userDefined.frozen();
    }
    return false;
  }
}

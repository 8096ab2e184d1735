package io.pointsman.source;

import io.pointsman.backup.CqlType;
import io.pointsman.sstable.RowCursor;
import java.nio.BufferUnderflowException;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Makes one column of the rows from what a cursor stands at. */
@FunctionalInterface
interface OutputColumn {
  /** Puts its value into a row. */
  void put(RowCursor cursor, SpecificInternalRow row);

  /**
   * @param place of the column in the rows
   */
  static OutputColumn of(RowPlan plan, int place, BackupTable table) {
    RowPlan.Output output = plan.output().get(place);
    if (output instanceof RowPlan.Value value) {
      return new Checked(
          decoded(place, value.column(), value.type()), plan.columns().get(value.column()), table);
    } else if (output instanceof RowPlan.OfCells cells) {
      OriginColumn origins = new OriginColumn(cells, table.referenceTime().getEpochSecond());
      return (cursor, row) -> row.update(place, origins.value(cursor));
    } else if (output instanceof RowPlan.Versions) {
      return (cursor, row) ->
          row.update(
              place,
              new GenericArrayData(
                  cursor.versions().stream().map(UTF8String::fromString).toArray(Object[]::new)));
    }
    return (cursor, row) -> row.setLong(place, cursor.token());
  }

  /** The types that most values have go without a buffer and without an object of their own. */
  private static OutputColumn decoded(int place, int column, CqlType type) {
    if (type instanceof CqlType.Simple simple) {
      switch (simple) {
        case ASCII, TEXT:
          return (cursor, row) -> {
            byte[] value = cursor.bytes(column);
            row.update(place, value == null ? null : UTF8String.fromBytes(value));
          };
        case BIGINT, COUNTER, TIME:
          return new FixedColumns.OfLong(place, column, type.cql(), 1);
        case TIMESTAMP:
          return new FixedColumns.OfLong(place, column, type.cql(), ValueDecoders.MICROS_PER_MILLI);
        case INT:
          return new FixedColumns.OfInt(place, column, type.cql());
        case DOUBLE:
          return new FixedColumns.OfDouble(place, column, type.cql());
        case BLOB,
        BOOLEAN,
        DATE,
        DECIMAL,
        DURATION,
        FLOAT,
        INET,
        SMALLINT,
        TIMEUUID,
        TINYINT,
        UUID,
        VARINT:
          break;
      }
    }
    ValueDecoder decoder = ValueDecoders.of(type);
    return (cursor, row) -> {
      byte[] value = cursor.bytes(column);
      row.update(place, value == null ? null : decoder.decode(java.nio.ByteBuffer.wrap(value)));
    };
  }

  /** A column whose failures name it. */
  record Checked(OutputColumn column, String name, BackupTable table) implements OutputColumn {
    @Override
    public void put(RowCursor cursor, SpecificInternalRow row) {
      try {
        column.put(cursor, row);
      } catch (IllegalArgumentException | ArithmeticException | BufferUnderflowException e) {
        throw new UnreadableValueException(
            "Column '%s' of %s.%s holds a value that cannot be read: %s"
                .formatted(
                    name,
                    table.schema().keyspace(),
                    table.schema().table(),
                    e.getMessage() == null ? "it ends too early" : e.getMessage()),
            e);
      }
    }
  }
}

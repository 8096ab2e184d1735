package io.pointsman.source;

import io.pointsman.sstable.CellOrigin;
import io.pointsman.sstable.RowCursor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Makes one column of the rows from what a cursor stands at. */
@FunctionalInterface
interface OutputColumn {
  /** Its value in Spark's internal form, which shares no bytes with the cursor, or null. */
  Object value(RowCursor cursor);

  static OutputColumn of(RowPlan.Output output, RowPlan plan, BackupTable table) {
    if (output instanceof RowPlan.Value value) {
      return new Decoded(
          value.column(),
          plan.columns().get(value.column()),
          ValueDecoders.of(value.type()),
          table);
    } else if (output instanceof RowPlan.OfCells cells) {
      return new OfCells(cells, table.referenceTime().getEpochSecond());
    } else if (output instanceof RowPlan.Versions) {
      return cursor ->
          new GenericArrayData(
              cursor.versions().stream().map(UTF8String::fromString).toArray(Object[]::new));
    }
    return RowCursor::token;
  }

  /** A column's value. */
  record Decoded(int column, String name, ValueDecoder decoder, BackupTable table)
      implements OutputColumn {
    @Override
    public Object value(RowCursor cursor) {
      ByteBuffer value = cursor.value(column);
      if (value == null) {
        return null;
      }
      try {
        return decoder.decode(value.duplicate());
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

  /**
   * What is known of each value beside itself, a field for each column.
   *
   * @param referenceSeconds what a TTL is judged at
   */
  record OfCells(RowPlan.OfCells cells, long referenceSeconds) implements OutputColumn {
    @Override
    public Object value(RowCursor cursor) {
      Object[] fields = new Object[cells.columns().length];
      for (int i = 0; i < fields.length; i++) {
        CellOrigin[] origins = cells.columns()[i] < 0 ? null : cursor.origins(cells.columns()[i]);
        if (origins == null) {
          continue;
        }
        fields[i] = cells.several()[i] ? array(origins) : of(origins[0]);
      }
      return new GenericInternalRow(fields);
    }

    private GenericArrayData array(CellOrigin[] origins) {
      Object[] values = new Object[origins.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = of(origins[i]);
      }
      return new GenericArrayData(values);
    }

    private Object of(CellOrigin origin) {
      if (origin == null) {
        return null;
      }
      return switch (cells.what()) {
        case WRITE_TIME -> origin.writeTime();
        case TTL ->
            origin.expiresAt() == CellOrigin.NEVER
                ? null
                : Math.toIntExact(origin.expiresAt() - referenceSeconds);
        case SSTABLE -> UTF8String.fromString(origin.sstable());
        case TOKEN, SSTABLES ->
            throw new IllegalStateException(cells.what() + " is of rows, not of cells");
      };
    }
  }
}

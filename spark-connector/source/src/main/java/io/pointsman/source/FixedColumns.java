package io.pointsman.source;

import io.pointsman.sstable.RowCursor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;

/**
 * Columns of types whose values all have the same length, which {@link ValueDecoders} knows too.
 */
final class FixedColumns {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private FixedColumns() {}

  /** Whether there is a value; an empty one is none. */
  private static boolean isValue(byte[] value, int length, String cqlType) {
    if (value == null || value.length == 0) {
      return false;
    }
    if (value.length != length) {
      throw new IllegalArgumentException(
          "a value of type " + cqlType + " has " + value.length + " bytes, not " + length);
    }
    return true;
  }

  /**
   * Eight bytes.
   *
   * @param factor of the number in Spark
   */
  record OfLong(int place, int column, String cqlType, long factor) implements OutputColumn {
    @Override
    public void put(RowCursor cursor, SpecificInternalRow row) {
      byte[] value = cursor.bytes(column);
      if (!isValue(value, Long.BYTES, cqlType)) {
        row.setNullAt(place);
        return;
      }
      long number = (long) LONGS.get(value, 0);
      try {
        row.setLong(place, factor == 1 ? number : Math.multiplyExact(number, factor));
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "the " + cqlType + " " + number + " ms does not fit into microseconds", e);
      }
    }
  }

  /** Four bytes. */
  record OfInt(int place, int column, String cqlType) implements OutputColumn {
    @Override
    public void put(RowCursor cursor, SpecificInternalRow row) {
      byte[] value = cursor.bytes(column);
      if (isValue(value, Integer.BYTES, cqlType)) {
        row.setInt(place, (int) INTS.get(value, 0));
      } else {
        row.setNullAt(place);
      }
    }
  }

  /** Eight bytes of a floating-point number. */
  record OfDouble(int place, int column, String cqlType) implements OutputColumn {
    @Override
    public void put(RowCursor cursor, SpecificInternalRow row) {
      byte[] value = cursor.bytes(column);
      if (isValue(value, Long.BYTES, cqlType)) {
        row.setDouble(place, Double.longBitsToDouble((long) LONGS.get(value, 0)));
      } else {
        row.setNullAt(place);
      }
    }
  }
}

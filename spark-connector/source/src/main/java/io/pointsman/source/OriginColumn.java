package io.pointsman.source;

import io.pointsman.sstable.CellOrigin;
import io.pointsman.sstable.RowCursor;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What is known of each value beside itself, a field for each column.
 *
 * @param referenceSeconds what a TTL is judged at
 */
record OriginColumn(RowPlan.OfCells cells, long referenceSeconds) {
  GenericInternalRow value(RowCursor cursor) {
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

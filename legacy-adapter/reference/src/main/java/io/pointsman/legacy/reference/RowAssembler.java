package io.pointsman.legacy.reference;

import io.pointsman.backup.TableSchema;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Makes rows of {@link SparkSchema} out of reconciled ones. */
final class RowAssembler {
  private final TableSchema schema;
  private final int partitionKeyColumns;

  RowAssembler(TableSchema schema) {
    this.schema = schema;
    this.partitionKeyColumns =
        (int)
            schema.columns().stream()
                .filter(column -> column.kind() == TableSchema.Kind.PARTITION_KEY)
                .count();
  }

  Row assemble(ReconciledRow row) {
    List<byte[]> partitionKey = NativeParts.partitionKey(row.partitionKey(), partitionKeyColumns);
    Object[] values = new Object[schema.columns().size()];
    for (int i = 0; i < values.length; i++) {
      TableSchema.Column column = schema.columns().get(i);
      try {
        values[i] =
            switch (column.kind()) {
              case PARTITION_KEY ->
                  ValueDecoder.decode(partitionKey.get(column.position()), column.type());
              case CLUSTERING ->
                  row.clustering() == null
                      ? null
                      : ValueDecoder.decode(row.clustering()[column.position()], column.type());
              case STATIC, REGULAR -> ValueDecoder.decode(row.values().get(i), column.type());
            };
      } catch (IllegalArgumentException
          | ArithmeticException
          | java.nio.BufferUnderflowException e) {
        throw new DamagedValueException(
            "Column '"
                + column.name()
                + "' holds bytes that are no "
                + column.type().cql()
                + ": "
                + e.getMessage(),
            e);
      }
    }
    return RowFactory.create(values);
  }

  /** A value that cannot be decoded; the message names the column. */
  static final class DamagedValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedValueException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}

package io.pointsman.source;

import io.pointsman.source.TokenRanges.TokenRange;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** Makes an executor's readers; Spark sends it once a stage, with the table in it. */
final class RowReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final BackupTable table;
  private final String[] columns;

  RowReaderFactory(BackupTable table, String[] columns) {
    this.table = table;
    this.columns = columns;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new RowReader(table, columns, (TokenRange) partition);
  }
}

package io.pointsman.source;

import io.pointsman.sstable.RowSelection;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;

/** Makes an executor's readers; Spark sends it once a stage, with the table in it. */
final class RowReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final BackupTable table;
  private final RowPlan plan;
  private final StructType schema;
  private final RowSelection selection;

  /**
   * @param schema of the rows
   * @param table without its SSTables: every split has those that it needs
   * @param selection of every split; those of single partitions say which
   */
  RowReaderFactory(BackupTable table, RowPlan plan, StructType schema, RowSelection selection) {
    this.table = table;
    this.plan = plan;
    this.schema = schema;
    this.selection = selection;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new RowReader(table, plan, schema, (Split) partition, selection);
  }
}

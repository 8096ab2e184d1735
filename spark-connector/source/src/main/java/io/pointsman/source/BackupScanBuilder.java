package io.pointsman.source;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Plans a scan of the columns that a query needs. */
final class BackupScanBuilder implements SupportsPushDownRequiredColumns {
  private final BackupTable table;
  private final Integer splits;
  private final long splitBytes;
  private StructType required;

  BackupScanBuilder(BackupTable table, Integer splits, long splitBytes) {
    this.table = table;
    this.splits = splits;
    this.splitBytes = splitBytes;
    this.required = SparkTypes.of(table.schema());
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    // Whole columns only: a struct is decoded with all its fields, whichever of them are asked for.
    StructType whole = SparkTypes.of(table.schema());
    StructType pruned = new StructType();
    for (String name : requiredSchema.fieldNames()) {
      pruned = pruned.add(whole.apply(name));
    }
    required = pruned;
  }

  @Override
  public Scan build() {
    Sizing sizing =
        Sizing.of(
            table.dataBytes(),
            table.sstables().size(),
            splitBytes,
            splits,
            SparkSession.active().sparkContext().defaultParallelism());
    return new BackupScan(table, required, sizing);
  }
}

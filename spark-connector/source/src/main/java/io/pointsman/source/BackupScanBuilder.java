package io.pointsman.source;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Plans a scan of the columns and rows that a query needs. */
final class BackupScanBuilder
    implements SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
  private final BackupTable table;
  private final Integer splits;
  private final long splitBytes;
  private StructType output;
  private RowPlan plan;
  private Pruning pruning = Pruning.none();

  BackupScanBuilder(BackupTable table, Integer splits, long splitBytes) {
    this.table = table;
    this.splits = splits;
    this.splitBytes = splitBytes;
    this.output = SparkTypes.of(table.schema());
    this.plan = RowPlan.of(table.schema(), output);
  }

  /** All of them are handed back: what is read may hold rows that they do not want. */
  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    pruning = Pruning.of(table.schema(), predicates);
    return predicates;
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pruning.predicates().toArray(Predicate[]::new);
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    // Whole columns only: a struct is decoded with all its fields, whichever of them are asked for.
    StructType whole = SparkTypes.of(table.schema());
    StructType pruned = new StructType();
    for (StructField field : requiredSchema.fields()) {
      pruned =
          RowPlan.column(table.schema(), field.name()) != null
              ? pruned.add(whole.apply(field.name()))
              : pruned.add(
                  field.name(),
                  MetadataColumns.named(field.name()).type(table.schema()),
                  field.nullable(),
                  field.metadata());
    }
    output = pruned;
    plan = RowPlan.of(table.schema(), requiredSchema);
  }

  @Override
  public Scan build() {
    Sizing sizing =
        Sizing.of(
            Math.round(table.dataBytes() * pruning.share()),
            table.sstables().size(),
            splitBytes,
            splits,
            SparkSession.active().sparkContext().defaultParallelism());
    return new BackupScan(table, output, plan, pruning, sizing);
  }
}

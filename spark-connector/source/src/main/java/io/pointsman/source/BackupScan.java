package io.pointsman.source;

import io.pointsman.sstable.RowSelection;
import java.io.IOException;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One scan: a task for each token range. */
final class BackupScan implements Scan, Batch {
  private static final Logger LOG = LoggerFactory.getLogger(BackupScan.class);

  private final BackupTable table;
  private final StructType columns;
  private final RowPlan plan;
  private final Pruning pruning;
  private final Sizing sizing;
  private SplitPlan splits;

  BackupScan(BackupTable table, StructType columns, RowPlan plan, Pruning pruning, Sizing sizing) {
    this.table = table;
    this.columns = columns;
    this.plan = plan;
    this.pruning = pruning;
    this.sizing = sizing;
  }

  @Override
  public StructType readSchema() {
    return columns;
  }

  @Override
  public String description() {
    return "cassandra-backup %s.%s of backup %s, TTLs judged at %s; reads %s; %s%s"
        .formatted(
            table.schema().keyspace(),
            table.schema().table(),
            table.backupId(),
            table.referenceTime(),
            pruning.text(),
            sizing.formula(),
            splits == null ? "" : "; " + splits.text());
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    if (splits == null) {
      try {
        splits = new SplitPlanner(ExecutorStores.of(table.store()), table, pruning, sizing).plan();
      } catch (IOException e) {
        LOG.warn("Cannot plan a scan of {}", table.schema().table(), e);
        throw UnreadableBackupException.of(e);
      }
    }
    return splits.splits().toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    LOG.info("{}", description());
    return new RowReaderFactory(
        table.withoutSSTables(),
        plan,
        columns,
        new RowSelection(null, pruning.clustering(), plan.asksForOrigins()));
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return new CustomMetric[] {
      new ScanMetrics.BytesRead(),
      new ScanMetrics.Requests(),
      new ScanMetrics.Waited(),
      new ScanMetrics.SSTables(),
      new ScanMetrics.Partitions(),
      new ScanMetrics.Rows(),
      new ScanMetrics.NotOwned()
    };
  }
}

package io.pointsman.source;

import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.RowSelection;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import java.io.IOException;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one split on an executor, a row at a time. */
final class RowReader implements PartitionReader<InternalRow> {
  private static final Logger LOG = LoggerFactory.getLogger(RowReader.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final BackupTable table;
  private final RowPlan plan;
  private final Split split;
  private final RowSelection selection;
  private final OutputColumn[] columns;
  private final SpecificInternalRow row;
  private RowCursor cursor;
  private long openNanos;
  private long rows;

  RowReader(
      BackupTable table, RowPlan plan, StructType schema, Split split, RowSelection selection) {
    this.table = table;
    this.plan = plan;
    this.split = split;
    this.selection =
        new RowSelection(split.keys(), selection.clustering(), split.cut(), selection.origins());
    this.columns =
        IntStream.range(0, plan.output().size())
            .mapToObj(place -> OutputColumn.of(plan, place, table))
            .toArray(OutputColumn[]::new);
    this.row = new SpecificInternalRow(schema);
  }

  @Override
  public boolean next() {
    try {
      if (cursor == null) {
        long begun = System.nanoTime();
        cursor = open();
        openNanos = System.nanoTime() - begun;
      }
      if (!cursor.next()) {
        return false;
      }
    } catch (IOException e) {
      LOG.warn(
          "Cannot read tokens ({}, {}]",
          split.range().startExclusive(),
          split.range().endInclusive(),
          e);
      throw UnreadableBackupException.of(e);
    }
    rows++;
    for (OutputColumn column : columns) {
      column.put(cursor, row);
    }
    return true;
  }

  /** The same row object each time: valid until the next row, as Spark expects. */
  @Override
  public InternalRow get() {
    return row;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return new CustomTaskMetric[] {
      metric(ScanMetrics.BytesRead.NAME, cursor == null ? 0 : cursor.bytesRead()),
      metric(ScanMetrics.Requests.NAME, cursor == null ? 0 : cursor.requests()),
      metric(
          ScanMetrics.Waited.NAME,
          cursor == null ? 0 : (openNanos + cursor.waitedNanos()) / NANOS_PER_MILLI),
      metric(ScanMetrics.SSTables.NAME, cursor == null ? 0 : cursor.sstablesOpened()),
      metric(ScanMetrics.Partitions.NAME, cursor == null ? 0 : cursor.partitionsRead()),
      metric(ScanMetrics.Rows.NAME, rows),
      metric(ScanMetrics.NotOwned.NAME, cursor == null ? 0 : cursor.partitionsNotOwned())
    };
  }

  private static CustomTaskMetric metric(String name, long value) {
    return new ScanMetrics.TaskValue(name, value);
  }

  @Override
  public void close() throws IOException {
    if (cursor != null) {
      cursor.close();
    }
  }

  private RowCursor open() throws IOException {
    return TableScan.open(
        ExecutorStores.of(table.store()),
        new ScanRequest(
            table.schemaCql(),
            table.schema().keyspace(),
            table.schema().table(),
            split.sstables(),
            split.spans(),
            split.range().startExclusive(),
            split.range().endInclusive(),
            table.referenceTime(),
            plan.columns()),
        selection,
        ReadSettings.defaults());
  }
}

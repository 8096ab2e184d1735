package io.pointsman.source;

import io.pointsman.source.TokenRanges.TokenRange;
import io.pointsman.source.UnreadableBackupException.Problem;
import io.pointsman.sstable.CorruptBackupException;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.RowSelection;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
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

  private final BackupTable table;
  private final RowPlan plan;
  private final TokenRange range;
  private final RowSelection selection;
  private final OutputColumn[] columns;
  private final SpecificInternalRow row;
  private RowCursor cursor;
  private long rows;

  RowReader(
      BackupTable table,
      RowPlan plan,
      StructType schema,
      TokenRange range,
      RowSelection selection) {
    this.table = table;
    this.plan = plan;
    this.range = range;
    this.selection = selection;
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
        cursor = open();
      }
      if (!cursor.next()) {
        return false;
      }
    } catch (IOException e) {
      LOG.warn("Cannot read tokens ({}, {}]", range.startExclusive(), range.endInclusive(), e);
      throw named(e);
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

  /**
   * The failure as the driver needs it. Its causes are left in this executor's log: they hold what
   * cannot be serialized, and Spark would then send the driver no exception at all, only text.
   */
  private static UnreadableBackupException named(IOException failure) {
    if (failure instanceof CorruptBackupException) {
      return new UnreadableBackupException(Problem.DAMAGED, failure.getMessage(), null);
    }
    if (failure instanceof NoSuchFileException) {
      return new UnreadableBackupException(
          Problem.GONE, "Backup object " + failure.getMessage() + " is gone", null);
    }
    return new UnreadableBackupException(Problem.STORE, failure.getMessage(), null);
  }

  private RowCursor open() throws IOException {
    return TableScan.open(
        ExecutorStores.of(table.store()),
        new ScanRequest(
            table.schemaCql(),
            table.schema().keyspace(),
            table.schema().table(),
            table.sstables(),
            range.startExclusive(),
            range.endInclusive(),
            table.referenceTime(),
            plan.columns()),
        selection,
        ReadSettings.defaults());
  }
}

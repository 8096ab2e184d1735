package io.pointsman.source;

import io.pointsman.backup.TableSchema;
import io.pointsman.source.TokenRanges.TokenRange;
import io.pointsman.source.UnreadableBackupException.Problem;
import io.pointsman.sstable.CorruptBackupException;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one token range on an executor, a row at a time. */
final class RowReader implements PartitionReader<InternalRow> {
  private static final Logger LOG = LoggerFactory.getLogger(RowReader.class);

  private final BackupTable table;
  private final String[] columns;
  private final TokenRange range;
  private final ValueDecoder[] decoders;
  private final Object[] values;
  private final GenericInternalRow row;
  private RowCursor cursor;
  private long rows;

  RowReader(BackupTable table, String[] columns, TokenRange range) {
    this.table = table;
    this.columns = columns;
    this.range = range;
    Map<String, TableSchema.Column> byName = new HashMap<>();
    table.schema().columns().forEach(column -> byName.put(column.name(), column));
    this.decoders =
        Arrays.stream(columns)
            .map(name -> ValueDecoders.of(byName.get(name).type()))
            .toArray(ValueDecoder[]::new);
    this.values = new Object[columns.length];
    this.row = new GenericInternalRow(values);
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
    for (int i = 0; i < values.length; i++) {
      values[i] = decode(i, cursor.value(i));
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
      new ScanMetrics.TaskValue(
          ScanMetrics.BytesRead.NAME, cursor == null ? 0 : cursor.bytesRead()),
      new ScanMetrics.TaskValue(ScanMetrics.Requests.NAME, cursor == null ? 0 : cursor.requests()),
      new ScanMetrics.TaskValue(ScanMetrics.Rows.NAME, rows),
      new ScanMetrics.TaskValue(
          ScanMetrics.NotOwned.NAME, cursor == null ? 0 : cursor.partitionsNotOwned())
    };
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
    // No columns at all means a count, and an empty list would mean all of them.
    List<String> wanted =
        columns.length > 0 ? List.of(columns) : List.of(table.schema().columns().get(0).name());
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
            wanted),
        ReadSettings.defaults());
  }

  private Object decode(int column, ByteBuffer value) {
    if (value == null) {
      return null;
    }
    try {
      return decoders[column].decode(value.duplicate());
    } catch (IllegalArgumentException | ArithmeticException | java.nio.BufferUnderflowException e) {
      throw new UnreadableValueException(
          "Column '%s' of %s.%s holds a value that cannot be read: %s"
              .formatted(
                  columns[column],
                  table.schema().keyspace(),
                  table.schema().table(),
                  e.getMessage() == null ? "it ends too early" : e.getMessage()),
          e);
    }
  }
}

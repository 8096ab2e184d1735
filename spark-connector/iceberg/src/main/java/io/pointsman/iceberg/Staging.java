package io.pointsman.iceberg;

import io.pointsman.control.JobFailure;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.Lineage;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.IcebergBuild;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * The destination of one job: its rows replace all rows, or those of one Iceberg partition, on the
 * run's branch only.
 *
 * <p>The branch begins at main, so that the table's history stays one line when the staged snapshot
 * is published.
 */
final class Staging {
  /**
   * Longer than any run; whoever expires snapshots of this table leaves the branch alone so long.
   */
  private static final Duration BRANCH_AGE = Duration.ofDays(30);

  /** For the counts of the last tasks to arrive. */
  private static final long LISTENER_MILLIS = 60_000;

  private final JobRequest request;
  private final Table table;
  private final String name;
  private final StructType columns;

  /**
   * What was staged.
   *
   * @param snapshotId the branch's snapshot
   * @param rows rows that the snapshot added, and that the tasks emitted
   */
  record Result(long snapshotId, long rows) {}

  private Staging(JobRequest request, Table table, String name, StructType columns) {
    this.request = request;
    this.table = table;
    this.name = name;
    this.columns = columns;
  }

  /**
   * Opens the claimed destination.
   *
   * @throws JobFailure when it is not the table that was claimed
   */
  static Staging open(SparkSession spark, JobRequest request) throws JobFailure {
    DestinationTable destination = request.movement().destination();
    String name =
        Stream.concat(
                Stream.of(destination.catalog()),
                Stream.concat(
                    Arrays.stream(destination.namespace().split("\\.")),
                    Stream.of(destination.table())))
            .map(Staging::quoted)
            .collect(Collectors.joining("."));
    // A catalog that cannot be loaded would be taken for a namespace of Spark's own catalog.
    spark.sessionState().catalogManager().catalog(destination.catalog());
    Table table;
    try {
      table = Spark3Util.loadIcebergTable(spark, name);
    } catch (NoSuchTableException | ParseException e) {
      throw new JobFailure(
          FailureReason.SCHEMA_CHANGED,
          "There is no table " + destination + " any more, which was claimed for this run",
          e);
    }
    if (request.expectedTableUuid() != null
        && !request.expectedTableUuid().equals(table.uuid().toString())) {
      throw new JobFailure(
          FailureReason.SCHEMA_CHANGED,
          "The table %s was claimed as %s, but is %s now: it was dropped and created anew"
              .formatted(destination, request.expectedTableUuid(), table.uuid()));
    }
    return new Staging(request, table, name, SparkSchemaUtil.convert(table.schema()));
  }

  /**
   * Brings rows into the destination's columns and order; a column that the source has no more is
   * null.
   *
   * @throws JobFailure when the destination cannot take them, naming the columns
   */
  Dataset<Row> shape(Dataset<Row> source) throws JobFailure {
    Dataset<Row> rows = inPartition(source);
    DestinationColumns.check(request.movement().destination().toString(), rows.schema(), columns);
    Set<String> given = Set.of(rows.columns());
    Column[] projection =
        Arrays.stream(columns.fields())
            .map(
                field ->
                    given.contains(field.name())
                        ? rows.col(quoted(field.name()))
                        : functions.lit(null).cast(field.dataType()).as(field.name()))
            .toArray(Column[]::new);
    return rows.select(projection);
  }

  /** The rows with the partition's columns beside the source's. */
  private Dataset<Row> inPartition(Dataset<Row> source) throws JobFailure {
    if (request.partition() == null) {
      return source;
    }
    Dataset<Row> rows = source;
    for (StaticPartition.Value value : request.partition().values()) {
      if (Arrays.stream(source.columns()).anyMatch(value.column()::equalsIgnoreCase)) {
        throw new JobFailure(
            FailureReason.INVALID_INPUT,
            "The partition's column '" + value.column() + "' is a column of the source too");
      }
      rows = rows.withColumn(value.column(), functions.lit(value.typed()));
    }
    return rows;
  }

  /** The rows of the destination that are replaced. */
  private Column replaced() {
    if (request.partition() == null) {
      return functions.lit(true);
    }
    return request.partition().values().stream()
        .map(value -> functions.col(quoted(value.column())).equalTo(functions.lit(value.typed())))
        .reduce(Column::and)
        .orElseThrow();
  }

  /**
   * Writes the rows to the branch and looks at what was written.
   *
   * @param emitted how many rows the tasks say they emitted, asked after the last one
   * @throws JobFailure AUDIT_FAILED when the snapshot holds other rows than the tasks emitted
   */
  Result write(Dataset<Row> rows, LongSupplier emitted, JobMonitor monitor)
      throws JobFailure, TimeoutException {
    createBranch();
    DataFrameWriterV2<Row> writer =
        rows.writeTo(name + "." + quoted("branch_" + request.branch()))
            // What a task reads it writes: no shuffle and no sort, whatever the table asks for.
            .option("use-table-distribution-and-ordering", "false")
            .option("distribution-mode", "none")
            .option("fanout-enabled", "true")
            .options(WriteDefaults.options(table.properties()));
    for (Map.Entry<String, String> entry :
        Lineage.of(request, null, versions(rows.sparkSession())).toSummary().entrySet()) {
      writer = writer.option("snapshot-property." + entry.getKey(), entry.getValue());
    }
    try {
      writer.overwrite(replaced());
    } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
      throw new JobFailure(
          FailureReason.SCHEMA_CHANGED, "The table " + name + " was dropped meanwhile", e);
    } catch (CommitStateUnknownException e) {
      monitor.note("The commit's answer was lost; the branch was looked at again");
      if (staged() == null) {
        throw e;
      }
    }
    rows.sparkSession().sparkContext().listenerBus().waitUntilEmpty(LISTENER_MILLIS);
    Snapshot staged = staged();
    if (staged == null) {
      throw new JobFailure(
          FailureReason.AUDIT_FAILED,
          "Branch " + request.branch() + " holds no snapshot of this job after its commit");
    }
    long added =
        Long.parseLong(staged.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
    if (added != emitted.getAsLong()) {
      throw new JobFailure(
          FailureReason.AUDIT_FAILED,
          "Snapshot %d on branch %s added %d rows, but the tasks emitted %d"
              .formatted(staged.snapshotId(), request.branch(), added, emitted.getAsLong()));
    }
    return new Result(staged.snapshotId(), added);
  }

  private void createBranch() {
    if (table.refs().containsKey(request.branch())) {
      return;
    }
    table
        .manageSnapshots()
        .createBranch(request.branch())
        .setMaxRefAgeMs(request.branch(), BRANCH_AGE.toMillis())
        // What is staged, and what of main it was staged on: a publish asks what happened since.
        .setMinSnapshotsToKeep(request.branch(), 2)
        .commit();
  }

  /** The branch's head when this job wrote it, else null. */
  private Snapshot staged() {
    table.refresh();
    Snapshot head = table.snapshot(request.branch());
    if (head == null) {
      return null;
    }
    return Lineage.read(head.summary())
        .filter(lineage -> lineage.key().equals(request.key()))
        .map(lineage -> head)
        .orElse(null);
  }

  private static String versions(SparkSession spark) {
    String own = Staging.class.getPackage().getImplementationVersion();
    return "Pointsman %s, Spark %s, Iceberg %s"
        .formatted(own == null ? "unknown" : own, spark.version(), IcebergBuild.version());
  }

  private static String quoted(String part) {
    return "`" + part.replace("`", "``") + "`";
  }
}

package io.pointsman.legacy.reference;

import io.pointsman.control.JobFailure;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.Lineage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The run's branch of the destination table: rows are staged there, and readers of the table see
 * nothing of it until it is published.
 */
final class DestinationBranch {
  private final JobRequest request;
  private final Table table;

  private DestinationBranch(JobRequest request, Table table) {
    this.request = request;
    this.table = table;
  }

  static TableIdentifier identifier(DestinationTable destination) {
    return TableIdentifier.of(
        Namespace.of(destination.namespace().split("\\.", -1)), destination.table());
  }

  /** Each level as Spark's SQL quotes it. */
  static String quoted(String catalog, TableIdentifier table, String... more) {
    List<String> levels = new ArrayList<>(List.of(catalog));
    levels.addAll(Arrays.asList(table.namespace().levels()));
    levels.add(table.name());
    levels.addAll(Arrays.asList(more));
    return String.join(".", levels.stream().map(DestinationBranch::quote).toList());
  }

  static String quote(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /**
   * @throws JobFailure when the table is gone, or is another than the one that was claimed
   */
  static DestinationBranch open(Catalog catalog, JobRequest request) throws JobFailure {
    TableIdentifier identifier = identifier(request.movement().destination());
    Table table;
    try {
      table = catalog.loadTable(identifier);
    } catch (NoSuchTableException e) {
      throw new JobFailure(
          FailureReason.DESTINATION_CHANGED,
          "The destination " + request.movement().destination() + " does not exist: claim it again",
          e);
    }
    if (request.expectedTableUuid() != null
        && !request.expectedTableUuid().equals(table.uuid().toString())) {
      throw new JobFailure(
          FailureReason.DESTINATION_CHANGED,
          "The destination %s was dropped and created anew since it was claimed: it is %s, not %s"
              .formatted(
                  request.movement().destination(), table.uuid(), request.expectedTableUuid()),
          null);
    }
    return new DestinationBranch(request, table);
  }

  /**
   * Replaces what the branch holds by these rows, or what it holds of the run's one partition, and
   * nothing else.
   *
   * @return the staged snapshot
   * @throws JobFailure SCHEMA_CHANGED when the table lacks columns of the rows, naming them
   */
  Snapshot stage(Dataset<Row> rows, JobMonitor monitor, String versions) throws JobFailure {
    Dataset<Row> aligned = align(withPartition(rows), monitor);
    fork();
    DataFrameWriterV2<Row> writer =
        aligned.writeTo(
            quoted(
                request.movement().destination().catalog(),
                identifier(request.movement().destination()),
                "branch_" + request.branch()));
    Lineage lineage = Lineage.of(request, null, versions);
    for (Map.Entry<String, String> entry : lineage.toSummary().entrySet()) {
      writer = writer.option("snapshot-property." + entry.getKey(), entry.getValue());
    }
    try {
      writer.overwrite(overwritten());
    } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
      throw new JobFailure(
          FailureReason.DESTINATION_CHANGED,
          "The destination " + request.movement().destination() + " is gone",
          e);
    }
    return staged();
  }

  /** A partition's values stand in columns of their own, beside the source's. */
  private Dataset<Row> withPartition(Dataset<Row> rows) throws JobFailure {
    List<StaticPartition.Value> values = partition();
    for (StaticPartition.Value value : values) {
      for (String column : rows.columns()) {
        if (column.equalsIgnoreCase(value.column())) {
          throw new JobFailure(
              FailureReason.INVALID_INPUT,
              "The source has a column '" + column + "', which the run's partition is named by",
              null);
        }
      }
    }
    List<Column> columns = new ArrayList<>();
    for (String column : rows.columns()) {
      columns.add(rows.col(quote(column)));
    }
    for (StaticPartition.Value value : values) {
      columns.add(functions.lit(value.typed()).as(value.column()));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private Column overwritten() {
    return partition().stream()
        .map(value -> functions.col(quote(value.column())).equalTo(functions.lit(value.typed())))
        .reduce(Column::and)
        .orElse(functions.lit(true));
  }

  private List<StaticPartition.Value> partition() {
    return request.partition() == null ? List.of() : request.partition().values();
  }

  private void fork() {
    if (table.refs().containsKey(request.branch())) {
      return;
    }
    table
        .manageSnapshots()
        .createBranch(request.branch())
        // A table's own expiry of references must not take a branch that is being written.
        .setMaxRefAgeMs(request.branch(), Long.MAX_VALUE)
        // What is staged, and what of main it was staged on: a publish asks what happened since.
        .setMinSnapshotsToKeep(request.branch(), 2)
        .commit();
  }

  private Snapshot staged() throws JobFailure {
    table.refresh();
    SnapshotRef branch = table.refs().get(request.branch());
    Snapshot head = branch == null ? null : table.snapshot(branch.snapshotId());
    boolean ours =
        head != null
            && Lineage.read(head.summary())
                .filter(lineage -> lineage.key().equals(request.key()))
                .isPresent();
    if (!ours) {
      throw new JobFailure(
          FailureReason.LEGACY_FAILED,
          "Branch " + request.branch() + " does not hold the snapshot that was just written",
          null);
    }
    return head;
  }

  /** The rows in the table's order of columns; columns that the source has no more are null. */
  private Dataset<Row> align(Dataset<Row> rows, JobMonitor monitor) throws JobFailure {
    StructType target = SparkSchemaUtil.convert(table.schema());
    Set<String> given = new HashSet<>(Arrays.asList(rows.columns()));
    List<String> missing = new ArrayList<>(given);
    missing.removeAll(Arrays.asList(target.fieldNames()));
    if (!missing.isEmpty()) {
      throw new JobFailure(
          FailureReason.SCHEMA_CHANGED,
          "The destination "
              + request.movement().destination()
              + " has no column "
              + String.join(", ", missing.stream().sorted().toList()),
          null);
    }
    List<Column> columns = new ArrayList<>();
    for (StructField field : target.fields()) {
      if (given.contains(field.name())) {
        columns.add(rows.col(quote(field.name())));
      } else {
        monitor.note("Column '" + field.name() + "' is not in the source and becomes null");
        columns.add(functions.lit(null).cast(field.dataType()).as(field.name()));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }
}

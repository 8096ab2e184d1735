package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.TableSchema;
import io.pointsman.control.JobFailure;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobRequest;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.catalog.Catalog;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The whole of one move, from SSTables to the staged snapshot. */
final class TwoStageMove {
  /**
   * What was staged.
   *
   * @param snapshotId on the run's branch
   * @param rows rows that the second stage gave
   */
  record Staged(long snapshotId, long rows) {}

  private final SparkSession spark;
  private final Catalog catalog;
  private final JobRequest request;
  private final JobMonitor monitor;
  private final RowCounts counts = new RowCounts();

  TwoStageMove(SparkSession spark, Catalog catalog, JobRequest request, JobMonitor monitor) {
    this.spark = spark;
    this.catalog = catalog;
    this.request = request;
    this.monitor = monitor;
    spark.sparkContext().register(counts, "rows");
  }

  /** Rows of the tasks that have ended. */
  long rowsSoFar() {
    return counts.total();
  }

  /**
   * Moves the rows of these SSTables to the run's branch.
   *
   * @param versions what writes them, for people
   * @throws JobFailure when it cannot be done, with the reason
   */
  Staged run(
      TableSchema schema, List<Backup.SSTable> sstables, MutationSource mutations, String versions)
      throws JobFailure {
    DestinationBranch destination = DestinationBranch.open(catalog, request);
    Stages stages = new Stages(spark, request.movement().destination().catalog());
    try (IntermediateTable intermediate =
        IntermediateTable.prepare(
            catalog,
            DestinationBranch.identifier(request.movement().destination()).namespace(),
            request.key())) {
      monitor.onStop(
          () -> {
            spark.sparkContext().cancelAllJobs();
            intermediate.drop();
          });
      monitor.phase("stage 1: writing down every mutation of " + sstables.size() + " SSTables");
      stages.writeDown(sstables, new MutationTask(mutations, schema), intermediate.identifier());
      monitor.phase("stage 2: reconciling");
      long bytes = sstables.stream().mapToLong(Backup.SSTable::bytes).sum();
      int tasks = Stages.tasks(bytes, spark.sparkContext().defaultParallelism());
      Dataset<Row> rows =
          stages.reconcile(
              intermediate.identifier(), schema, request.pin().referenceTime(), counts, tasks);
      Snapshot staged = destination.stage(rows, monitor, versions);
      audit(staged);
      return new Staged(staged.snapshotId(), counts.total());
    }
  }

  /** The snapshot holds just what the tasks gave. */
  private void audit(Snapshot staged) throws JobFailure {
    long added =
        Long.parseLong(staged.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
    if (added != counts.total()) {
      throw new JobFailure(
          FailureReason.AUDIT_FAILED,
          "Snapshot %d on branch %s added %d rows, but the tasks emitted %d"
              .formatted(staged.snapshotId(), request.branch(), added, counts.total()));
    }
  }
}

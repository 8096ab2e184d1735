package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.TableSchema;
import io.pointsman.decider.job.JobRequest;
import java.util.List;
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
  private final JobProgressBoard board;
  private final RowCounts counts = new RowCounts();

  TwoStageMove(
      SparkSession spark, Catalog catalog, JobRequest request, JobProgressBoard board) {
    this.spark = spark;
    this.catalog = catalog;
    this.request = request;
    this.board = board;
    spark.sparkContext().register(counts, "rows");
  }

  /** Rows of the tasks that have ended. */
  long rowsSoFar() {
    return counts.total();
  }

  /**
   * Moves the rows of these SSTables to the run's branch.
   *
   * @param notes what a user should know is added here
   * @throws JobFailure when it cannot be done, with the reason
   */
  Staged run(
      TableSchema schema,
      List<Backup.SSTable> sstables,
      MutationSource mutations,
      String versions,
      List<String> notes)
      throws JobFailure {
    DestinationBranch destination = DestinationBranch.open(catalog, request);
    Stages stages = new Stages(spark, request.movement().destination().catalog());
    try (IntermediateTable intermediate =
        IntermediateTable.prepare(
            catalog,
            DestinationBranch.identifier(request.movement().destination()).namespace(),
            request.key())) {
      board.phase("stage 1: writing down every mutation of " + sstables.size() + " SSTables");
      stages.writeDown(
          sstables, new MutationTask(mutations, schema), intermediate.identifier());
      board.phase("stage 2: reconciling");
      long bytes = sstables.stream().mapToLong(Backup.SSTable::bytes).sum();
      int tasks = Stages.tasks(bytes, spark.sparkContext().defaultParallelism());
      Dataset<Row> rows =
          stages.reconcile(
              intermediate.identifier(), schema, request.pin().referenceTime(), counts, tasks);
      long snapshotId = destination.stage(rows, notes, versions);
      return new Staged(snapshotId, counts.total());
    }
  }
}

package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.TableSchema;
import io.pointsman.control.JobFailure;
import io.pointsman.decider.FailureReason;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.functions;

/**
 * The two stages of the old school: write down every mutation of every SSTable, then shuffle them
 * by Cassandra partition and reconcile.
 */
final class Stages {
  /**
   * Of SSTable bytes for one task of the second stage; they grow several times when written out.
   */
  private static final long BYTES_PER_TASK = 32L << 20;

  private static final int MOST_TASKS = 4000;

  private final SparkSession spark;
  private final String catalog;

  /**
   * @param catalog name of the Spark catalog that holds the intermediate table
   */
  Stages(SparkSession spark, String catalog) {
    this.spark = spark;
    this.catalog = catalog;
  }

  /** Fills the intermediate table, in one task for each SSTable. */
  void writeDown(List<Backup.SSTable> sstables, MutationTask task, TableIdentifier intermediate)
      throws JobFailure {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<Row> mutations =
        context.parallelize(sstables, Math.max(1, sstables.size())).flatMap(task);
    try {
      spark
          .createDataFrame(mutations, IntermediateRows.SCHEMA)
          .writeTo(DestinationBranch.quoted(catalog, intermediate))
          .append();
    } catch (NoSuchTableException e) {
      throw new JobFailure(
          FailureReason.LEGACY_FAILED,
          "The intermediate table " + intermediate + " was dropped while it was written",
          e);
    }
  }

  /**
   * Reads the intermediate table back and reconciles it; nothing runs until the rows are used.
   *
   * @param counts where the rows are counted as they come
   * @param tasks tasks of the shuffle
   */
  Dataset<Row> reconcile(
      TableIdentifier intermediate,
      TableSchema schema,
      Instant referenceTime,
      RowCounts counts,
      int tasks) {
    Dataset<Row> sorted =
        spark
            .table(DestinationBranch.quoted(catalog, intermediate))
            .repartition(tasks, functions.col(IntermediateRows.PARTITION_KEY))
            .sortWithinPartitions(
                IntermediateRows.PARTITION_KEY, IntermediateRows.RANK, IntermediateRows.POSITION);
    return sorted.mapPartitions(
        new ReconcileTask(schema, referenceTime.getEpochSecond(), counts),
        Encoders.row(SparkSchema.of(schema)));
  }

  /** Tasks of the second stage for so many bytes of SSTables. */
  static int tasks(long sstableBytes, int cores) {
    long bySize = (sstableBytes + BYTES_PER_TASK - 1) / BYTES_PER_TASK;
    return (int) Math.max(1, Math.min(MOST_TASKS, Math.max(cores, bySize)));
  }
}

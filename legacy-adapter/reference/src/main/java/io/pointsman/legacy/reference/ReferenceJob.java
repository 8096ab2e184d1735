package io.pointsman.legacy.reference;

import io.pointsman.control.Job;
import io.pointsman.control.JobDriver;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobRequest;
import org.apache.iceberg.IcebergBuild;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * The reference legacy engine's job: the two stages of {@link Stages} over the pinned backup, onto
 * the run's branch of the destination. It publishes nothing.
 */
public final class ReferenceJob implements Job {

  /**
   * A driver's entry.
   *
   * @param arguments see {@link io.pointsman.control.JobArguments}
   */
  public static void main(String[] arguments) {
    System.exit(JobDriver.run(arguments, new ReferenceJob()));
  }

  @Override
  public Staged run(JobRequest request, JobMonitor monitor) throws Exception {
    monitor.phase("starting Spark");
    try (SparkSession spark = CatalogSessions.builder(request.catalog()).getOrCreate()) {
      monitor.onStop(() -> spark.sparkContext().cancelAllJobs());
      monitor.applicationId(spark.sparkContext().applicationId());
      monitor.phase("checking the backup");
      PinnedTable pinned = PinnedTable.open(request);
      pinned.notes().forEach(monitor::note);

      Catalog catalog = Spark3Util.loadIcebergCatalog(spark, request.catalog().name());
      TwoStageMove move = new TwoStageMove(spark, catalog, request, monitor);
      LongAccumulator bytesRead = spark.sparkContext().longAccumulator("bytesRead");
      CollectionAccumulator<String> notes = spark.sparkContext().collectionAccumulator("notes");
      TaskCounts tasks = new TaskCounts();
      spark.sparkContext().addSparkListener(tasks);
      monitor.figures(() -> tasks.figures(move::rowsSoFar, bytesRead::sum));

      TwoStageMove.Staged staged =
          move.run(
              pinned.schema(),
              pinned.sstables(),
              new SSTableDownloads(pinned.store(), pinned.schemaCql(), bytesRead, notes),
              versions(spark));
      notes.value().stream().distinct().forEach(monitor::note);
      monitor.phase("staged");
      monitor.figure("sstables", pinned.sstables().size());
      monitor.figure("cpuSeconds", tasks.cpuSeconds());
      return new Staged(
          staged.snapshotId(),
          staged.rows(),
          bytesRead.sum(),
          request.pin().backupId(),
          request.pin().referenceTime());
    }
  }

  @Override
  public FailureReason reasonOf(Throwable failure) {
    return Failures.reason(failure);
  }

  private static String versions(SparkSession spark) {
    String own = ReferenceJob.class.getPackage().getImplementationVersion();
    return "Pointsman reference engine %s, Spark %s, Iceberg %s"
        .formatted(own == null ? "unknown" : own, spark.version(), IcebergBuild.version());
  }
}

package io.pointsman.iceberg;

import io.pointsman.connector.ModelConnector;
import io.pointsman.connector.ModelConnectors;
import io.pointsman.control.Job;
import io.pointsman.control.JobDriver;
import io.pointsman.control.JobFailure;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.source.PinnedBackup;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark connector's job: reads the pinned backup of one table and stages its rows on the run's
 * branch of the destination. It publishes nothing.
 */
public final class MoveJob implements Job {

  /**
   * A driver's entry.
   *
   * @param arguments see {@link io.pointsman.control.JobArguments}
   */
  public static void main(String[] arguments) {
    System.exit(JobDriver.run(arguments, new MoveJob()));
  }

  @Override
  public Staged run(JobRequest request, JobMonitor monitor) throws Exception {
    ModelConnector connector =
        ModelConnectors.of(request.movement().dataModel())
            .orElseThrow(
                () ->
                    new JobFailure(
                        FailureReason.SCHEMA_UNSUPPORTED,
                        "The Spark connector does not serve the data model "
                            + request.movement().dataModel()
                            + " yet; route this movement to the legacy engine"));
    monitor.phase("starting Spark");
    try (SparkSession spark = JobSession.open(request)) {
      monitor.onStop(() -> spark.sparkContext().cancelAllJobs());
      monitor.applicationId(spark.sparkContext().applicationId());
      TaskCounts counts = new TaskCounts();
      spark.sparkContext().addSparkListener(counts);
      monitor.figures(counts::figures);
      try {
        return move(spark, connector, request, monitor, counts);
      } finally {
        // Of an attempt that failed, too: it was spent.
        monitor.figure("requests", counts.requests());
        monitor.figure("cpuSeconds", counts.cpuSeconds());
        monitor.figure("tasks", counts.figures().tasksDone());
        if (counts.partitionsNotOwned() > 0) {
          monitor.note(
              counts.partitionsNotOwned()
                  + " Cassandra partitions lie in ranges that their nodes do not own, and are left"
                  + " out");
        }
      }
    }
  }

  private static Staged move(
      SparkSession spark,
      ModelConnector connector,
      JobRequest request,
      JobMonitor monitor,
      TaskCounts counts)
      throws Exception {
    monitor.phase("checking the backup");
    PinnedBackup backup =
        PinnedBackup.open(
            request.source(),
            request.pin(),
            request.movement().source().keyspace(),
            request.movement().source().table(),
            request.options());
    backup.notes().forEach(monitor::note);
    monitor.figure("dataBytes", backup.dataBytes());

    monitor.phase("checking the destination");
    Staging staging = Staging.open(spark, request);
    Dataset<Row> rows = staging.shape(connector.rows(backup.rows(spark)));

    monitor.phase("reading the backup and writing the branch");
    Staging.Result staged = staging.write(rows, counts::rowsEmitted, monitor);

    monitor.phase("staged");
    return new Staged(
        staged.snapshotId(),
        staged.rows(),
        counts.figures().bytesRead(),
        request.pin().backupId(),
        request.pin().referenceTime());
  }

  @Override
  public FailureReason reasonOf(Throwable failure) {
    return Failures.reason(failure);
  }
}

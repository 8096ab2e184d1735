package io.pointsman.legacy.reference;

import io.pointsman.decider.job.JobProgress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** How far the job is, put together from what Spark tells its listeners. Safe for many threads. */
final class JobProgressBoard extends SparkListener {
  private final String host = host();
  private volatile String phase = "starting Spark";
  private volatile String applicationId;
  private volatile LongSupplier rows = () -> 0;
  private volatile LongSupplier bytes = () -> 0;
  private long tasksDone;
  private long tasksTotal;

  /** Begins a phase: its tasks are counted anew. */
  synchronized void phase(String name) {
    phase = name;
    tasksDone = 0;
    tasksTotal = 0;
  }

  void application(String id) {
    applicationId = id;
  }

  void figures(LongSupplier rowsSoFar, LongSupplier bytesSoFar) {
    rows = rowsSoFar;
    bytes = bytesSoFar;
  }

  synchronized JobProgress now() {
    return new JobProgress(
        Instant.now(),
        phase,
        tasksDone,
        tasksTotal,
        rows.getAsLong(),
        bytes.getAsLong(),
        applicationId,
        host,
        ProcessHandle.current().pid());
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    tasksTotal += submitted.stageInfo().numTasks();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
    if (ended.taskInfo().successful()) {
      tasksDone++;
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}

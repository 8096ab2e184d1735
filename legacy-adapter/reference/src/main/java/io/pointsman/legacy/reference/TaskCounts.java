package io.pointsman.legacy.reference;

import io.pointsman.control.JobMonitor;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts the tasks of both stages as they end. Safe for use by many threads. */
final class TaskCounts extends SparkListener {
  private static final double NANOS_PER_SECOND = 1e9;

  private long tasksDone;
  private long tasksTotal;
  private long cpuNanos;

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    tasksTotal += submitted.stageInfo().numTasks();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
    if (ended.taskInfo().successful()) {
      tasksDone++;
    }
    if (ended.taskMetrics() != null) {
      cpuNanos += ended.taskMetrics().executorCpuTime();
    }
  }

  synchronized JobMonitor.Figures figures(LongSupplier rows, LongSupplier bytesRead) {
    return new JobMonitor.Figures(
        tasksDone, tasksTotal, rows.getAsLong(), bytesRead.getAsLong(), cpuSeconds());
  }

  synchronized double cpuSeconds() {
    return cpuNanos / NANOS_PER_SECOND;
  }
}

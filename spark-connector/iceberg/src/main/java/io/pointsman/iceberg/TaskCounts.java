package io.pointsman.iceberg;

import io.pointsman.control.JobMonitor;
import io.pointsman.source.ScanMetrics;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Counts what a job's tasks have done. A partition counts once, however many of its tasks succeed:
 * Spark may run one twice. Bytes, requests and CPU are counted for every task, since all were
 * spent.
 */
final class TaskCounts extends SparkListener {
  private record PartitionOfStage(int stage, int partition) {}

  private static final class Counts {
    private long rows;
    private long bytesRead;
    private long requests;
    private long notOwned;
  }

  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<PartitionOfStage, Long> rowsByPartition = new HashMap<>();
  private final Map<Long, Counts> running = new HashMap<>();
  private final Map<Integer, Integer> tasksByStage = new HashMap<>();
  private final Map<PartitionOfStage, Boolean> done = new HashMap<>();
  private long rows;
  private long bytesRead;
  private long requests;
  private long notOwned;
  private long cpuNanos;

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted stage) {
    tasksByStage.put(stage.stageInfo().stageId(), stage.stageInfo().numTasks());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    Counts task = new Counts();
    for (AccumulableInfo info : CollectionConverters.asJava(end.taskInfo().accumulables())) {
      add(task, info);
    }
    bytesRead += task.bytesRead;
    requests += task.requests;
    if (end.taskMetrics() != null) {
      cpuNanos += end.taskMetrics().executorCpuTime();
    }
    if (end.taskInfo().successful()) {
      PartitionOfStage partition = new PartitionOfStage(end.stageId(), end.taskInfo().index());
      done.put(partition, true);
      if (rowsByPartition.putIfAbsent(partition, task.rows) == null) {
        rows += task.rows;
        notOwned += task.notOwned;
      }
    }
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      Counts counts = new Counts();
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        add(counts, info);
      }
      running.put((Long) task._1(), counts);
    }
  }

  /** The moment's figures, running tasks included. */
  synchronized JobMonitor.Figures figures() {
    long rowsNow = rows;
    long bytesNow = bytesRead;
    for (Counts counts : running.values()) {
      rowsNow += counts.rows;
      bytesNow += counts.bytesRead;
    }
    long total = tasksByStage.values().stream().mapToLong(Integer::longValue).sum();
    return new JobMonitor.Figures(done.size(), total, rowsNow, bytesNow, cpuSeconds());
  }

  /** Rows that the finished tasks have emitted, each partition once. */
  synchronized long rowsEmitted() {
    return rows;
  }

  /**
   * Cassandra partitions that the finished tasks have left out, each of Spark's partitions once.
   */
  synchronized long partitionsNotOwned() {
    return notOwned;
  }

  synchronized long requests() {
    return requests;
  }

  synchronized double cpuSeconds() {
    return cpuNanos / NANOS_PER_SECOND;
  }

  private static void add(Counts counts, AccumulableInfo info) {
    if (info.name().isEmpty()
        || info.update().isEmpty()
        || !(info.update().get() instanceof Number number)) {
      return;
    }
    // A SQL metric that was never set reads as -1.
    long value = Math.max(0, number.longValue());
    switch (info.name().get()) {
      case ScanMetrics.ROWS -> counts.rows += value;
      case ScanMetrics.BYTES_READ -> counts.bytesRead += value;
      case ScanMetrics.REQUESTS -> counts.requests += value;
      case ScanMetrics.NOT_OWNED -> counts.notOwned += value;
      default -> {}
    }
  }
}

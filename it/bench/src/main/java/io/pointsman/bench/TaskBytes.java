package io.pointsman.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * What tasks write: to files, and to be shuffled. Spark makes one for each context, by its name in
 * {@code spark.extraListeners}.
 */
public final class TaskBytes extends SparkListener {
  private static final AtomicLong WRITTEN = new AtomicLong();

  /** All bytes that tasks of this JVM have written so far; final when their context has ended. */
  static long written() {
    return WRITTEN.get();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskMetrics() != null) {
      WRITTEN.addAndGet(
          end.taskMetrics().outputMetrics().bytesWritten()
              + end.taskMetrics().shuffleWriteMetrics().bytesWritten());
    }
  }
}

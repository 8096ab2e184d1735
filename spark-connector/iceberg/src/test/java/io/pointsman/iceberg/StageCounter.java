package io.pointsman.iceberg;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;

/** Counts stages: a shuffle makes two of one. */
final class StageCounter extends SparkListener {
  private final AtomicInteger stages = new AtomicInteger();

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    stages.incrementAndGet();
  }

  int count() {
    return stages.get();
  }
}

package io.pointsman.bench;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** Adds up what tasks count, by the names of their accumulators. */
final class MetricSums extends SparkListener {
  private static final long PATIENCE_MILLIS = 60_000;

  private final Map<String, Long> sums = new HashMap<>();

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    for (AccumulableInfo info : CollectionConverters.asJava(end.taskInfo().accumulables())) {
      if (info.name().isDefined()
          && info.update().isDefined()
          && info.update().get() instanceof Number number
          && number.longValue() > 0) {
        sums.merge(info.name().get(), number.longValue(), Long::sum);
      }
    }
  }

  synchronized void clear() {
    sums.clear();
  }

  synchronized long of(String name) {
    return sums.getOrDefault(name, 0L);
  }

  /** Until everything that has happened was told. */
  void await(SparkContext context) throws Exception {
    context.listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
  }
}

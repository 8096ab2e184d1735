package io.pointsman.legacy.reference;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.util.AccumulatorV2;

/**
 * Rows that each task of a stage gave. A plain accumulator counts a task twice that Spark ran
 * twice; this one keeps one figure for each.
 */
final class RowCounts extends AccumulatorV2<RowCounts.Count, Map<Integer, Long>> {
  private static final long serialVersionUID = 1L;

  /**
   * One task's figure.
   *
   * @param task index within the stage
   * @param rows rows it gave
   */
  record Count(int task, long rows) {}

  private final HashMap<Integer, Long> rows = new HashMap<>();

  @Override
  public synchronized boolean isZero() {
    return rows.isEmpty();
  }

  @Override
  public synchronized RowCounts copy() {
    RowCounts copy = new RowCounts();
    copy.rows.putAll(rows);
    return copy;
  }

  @Override
  public synchronized void reset() {
    rows.clear();
  }

  @Override
  public synchronized void add(Count count) {
    rows.put(count.task(), count.rows());
  }

  @Override
  public void merge(AccumulatorV2<Count, Map<Integer, Long>> other) {
    Map<Integer, Long> others = other.value();
    synchronized (this) {
      rows.putAll(others);
    }
  }

  @Override
  public synchronized Map<Integer, Long> value() {
    return Map.copyOf(rows);
  }

  long total() {
    return value().values().stream().mapToLong(Long::longValue).sum();
  }
}

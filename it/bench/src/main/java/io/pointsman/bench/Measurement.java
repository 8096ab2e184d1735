package io.pointsman.bench;

import java.util.Map;

/**
 * What one run of one engine took.
 *
 * @param table the case's name
 * @param engine who read
 * @param rows rows that came
 * @param cpuSeconds of the whole process, all threads, while it ran
 * @param wallSeconds as they passed
 * @param peakHeapBytes the most that this process had on its heap so far, garbage too
 * @param shares where the CPU time went, as shares of 1; empty when it was not asked
 */
public record Measurement(
    String table,
    ReadEngine engine,
    long rows,
    double cpuSeconds,
    double wallSeconds,
    long peakHeapBytes,
    Map<String, Double> shares) {

  /** CPU microseconds a row. */
  public double microsPerRow() {
    return rows == 0 ? 0 : cpuSeconds * 1e6 / rows;
  }
}

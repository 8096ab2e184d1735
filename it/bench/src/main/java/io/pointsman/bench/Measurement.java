package io.pointsman.bench;

import java.util.Map;

/**
 * What one run of one engine took.
 *
 * @param table the case's name
 * @param engine who read
 * @param rows rows that came
 * @param cpuSeconds of the whole process, all threads, while it ran
 * @param compilerCpuSeconds what of it the JIT compiler took
 * @param fixedCpuSeconds what any query takes, however few rows there are, without the compiler's:
 *     measured apart, 0 where it was not
 * @param wallSeconds as they passed
 * @param peakHeapBytes the most that this process had on its heap so far, garbage too
 * @param betweenBytes that were written, and are not of what was staged
 * @param shares where the CPU time went, as shares of 1; empty when it was not asked
 */
public record Measurement(
    String table,
    ReadEngine engine,
    long rows,
    double cpuSeconds,
    double compilerCpuSeconds,
    double fixedCpuSeconds,
    double wallSeconds,
    long peakHeapBytes,
    long betweenBytes,
    Map<String, Double> shares) {

  /** CPU microseconds a row, without what any query takes and what the compiler took. */
  public double microsPerRow() {
    return rows == 0 ? 0 : (cpuSeconds - compilerCpuSeconds - fixedCpuSeconds) * 1e6 / rows;
  }
}

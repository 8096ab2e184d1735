package io.pointsman.bench;

/**
 * What one move took.
 *
 * @param table the case's name
 * @param engine who wrote
 * @param setting how
 * @param cpuSeconds of the whole process, all threads, while it ran
 * @param fixedCpuSeconds what of it any move takes, however few rows there are
 * @param moved what it came to
 */
public record WriteMeasurement(
    String table,
    ReadEngine engine,
    String setting,
    double cpuSeconds,
    double fixedCpuSeconds,
    Moved moved) {
  /** With what any move takes. */
  WriteMeasurement withFixed(double fixed) {
    return new WriteMeasurement(table, engine, setting, cpuSeconds, fixed, moved);
  }

  /** CPU microseconds a row, without what any move takes. */
  public double microsPerRow() {
    return (cpuSeconds - fixedCpuSeconds) * 1e6 / moved.rows();
  }
}

package io.pointsman.registry.store;

import java.time.LocalDate;

/**
 * A number of one day.
 *
 * @param day by UTC
 * @param figure what is counted
 * @param label of whom: a connector, a failure or a proof's result
 */
public record DayFigure(LocalDate day, Figure figure, String label) {

  /** What is counted by day. */
  public enum Figure {
    /** Executions that a connector served. */
    RUNS,
    /** Movements that a connector served at least once that day. */
    MOVEMENTS,
    /** Bytes that a connector fetched for what it served. */
    BYTES,
    /** Executions decided for Spark that legacy served, by failure. */
    FALLBACKS,
    /** Executions that were reported as not served, by failure. */
    FAILED,
    /** Comparisons, by result. */
    PROOFS
  }
}

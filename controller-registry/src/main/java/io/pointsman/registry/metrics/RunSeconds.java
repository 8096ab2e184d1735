package io.pointsman.registry.metrics;

/** The steps in which run durations are counted. */
final class RunSeconds {
  /** From the shortest move to the usual deadline, seconds. */
  private static final double[] UPPER_BOUNDS = {
    10,
    30,
    60,
    120,
    300,
    600,
    1200,
    1800,
    3600,
    7200,
    14_400,
    28_800,
    43_200,
    Double.POSITIVE_INFINITY
  };

  private RunSeconds() {}

  static double[] upperBounds() {
    return UPPER_BOUNDS.clone();
  }

  /** The first bound that is not below; kept in the database, so it is a text that stays. */
  static String bound(double seconds) {
    for (double bound : UPPER_BOUNDS) {
      if (seconds <= bound) {
        return name(bound);
      }
    }
    return name(Double.POSITIVE_INFINITY);
  }

  static String name(double bound) {
    return bound == Double.POSITIVE_INFINITY ? "more" : Long.toString((long) bound);
  }
}

package io.pointsman.it.soak;

import java.time.Duration;
import java.util.List;

/**
 * How some durations lie, in seconds.
 *
 * @param p50 half are not longer
 * @param p99 all but one in a hundred are not longer
 * @param most the longest
 */
record Durations(double p50, double p99, double most) {

  static Durations of(List<Duration> durations) {
    List<Duration> sorted = durations.stream().sorted().toList();
    return sorted.isEmpty()
        ? new Durations(0, 0, 0)
        : new Durations(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(List<Duration> sorted, double share) {
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)).toMillis() / 1000.0;
  }
}

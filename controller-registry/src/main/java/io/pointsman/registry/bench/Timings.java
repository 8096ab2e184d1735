package io.pointsman.registry.bench;

import java.util.Arrays;

/**
 * Times that were measured.
 *
 * @param sortedMillis ascending
 */
record Timings(double[] sortedMillis) {
  static Timings ofNanos(long[] nanos) {
    double[] millis = Arrays.stream(nanos).mapToDouble(one -> one / 1e6).toArray();
    Arrays.sort(millis);
    return new Timings(millis);
  }

  int count() {
    return sortedMillis.length;
  }

  /** The time within which a share of them was done. */
  double within(double share) {
    int index = (int) Math.ceil(share * sortedMillis.length) - 1;
    return sortedMillis[Math.max(0, index)];
  }

  double longest() {
    return sortedMillis[sortedMillis.length - 1];
  }
}

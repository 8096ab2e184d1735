package io.pointsman.registry.http;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.service.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often somebody may ask. Callers who are known have a rate each, so that one who goes wild
 * does not take the others' place; an address from which nobody known comes has a small one, so
 * that guessing leads nowhere. Kept in memory: every registry counts for itself.
 */
@Singleton
final class RateLimits {
  /** Of an address, tokens that are not known and logins that fail. */
  private static final double FAILURES_PER_SECOND = 1;

  private static final double FAILURES_AT_ONCE = 100;
  private static final double SECONDS_SAVED_UP = 2;
  private static final int MOST_KNOWN = 20_000;
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final LongSupplier nanoTime;
  private final Map<String, Bucket> callers = newest();
  private final Map<String, Bucket> failures = newest();

  @Inject
  RateLimits(RegistryConfig config) {
    this(config.requestsPerSecond(), System::nanoTime);
  }

  RateLimits(double perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
  }

  private static Map<String, Bucket> newest() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
        return size() > MOST_KNOWN;
      }
    };
  }

  /**
   * Counts a request of a caller who is known.
   *
   * @throws RefusedException when there were too many
   */
  void countCaller(String name) {
    if (!take(callers, name, perSecond, perSecond * SECONDS_SAVED_UP)) {
      throw RefusedException.tooManyRequests(
          "'"
              + name
              + "' asks more often than "
              + (long) perSecond
              + " times a second, which is as often as one may; ask again in a second");
    }
  }

  /**
   * Counts a request of somebody who is not known. Those who are known may come from the same
   * address, as from behind a proxy, and are not held up.
   *
   * @throws RefusedException when there were too many
   */
  void countFailure(String address) {
    if (!take(failures, address, FAILURES_PER_SECOND, FAILURES_AT_ONCE)) {
      throw RefusedException.tooManyRequests(
          "Too many requests from "
              + address
              + " were made with no token or one that is not known here; ask again in a minute");
    }
  }

  /** Takes one of what somebody has left, if there is one. */
  private boolean take(Map<String, Bucket> buckets, String name, double perSecond, double most) {
    long now = nanoTime.getAsLong();
    synchronized (buckets) {
      Bucket before = buckets.getOrDefault(name, new Bucket(most, now));
      double left = Math.min(most, before.left() + (now - before.at()) / NANOS * perSecond);
      boolean enough = left >= 1;
      buckets.put(name, new Bucket(enough ? left - 1 : left, now));
      return enough;
    }
  }

  /**
   * What somebody has left.
   *
   * @param left requests
   * @param at when that was so, in ns
   */
  private record Bucket(double left, long at) {}
}

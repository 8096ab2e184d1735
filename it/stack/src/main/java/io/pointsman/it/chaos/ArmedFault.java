package io.pointsman.it.chaos;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A fault that the proxy commits on every n-th request that matches, at most so often. */
final class ArmedFault {
  private final RequestMatch match;
  private final Fault fault;
  private final int every;
  private final int atMost;
  private final AtomicInteger matched = new AtomicInteger();
  private final AtomicInteger struck = new AtomicInteger();
  private volatile boolean disarmed;

  ArmedFault(RequestMatch match, Fault fault, int every, int atMost) {
    this.match = match;
    this.fault = fault;
    this.every = every;
    this.atMost = atMost;
  }

  /** How many requests it has struck. */
  int struck() {
    return Math.min(struck.get(), atMost);
  }

  void disarm() {
    disarmed = true;
    if (fault instanceof Fault.Held held) {
      held.gate().open();
    }
  }

  Optional<Fault> strike(String method, String target) {
    if (disarmed
        || !match.matches(method, target)
        || matched.incrementAndGet() % every != 0
        || struck.incrementAndGet() > atMost) {
      return Optional.empty();
    }
    return Optional.of(fault);
  }
}

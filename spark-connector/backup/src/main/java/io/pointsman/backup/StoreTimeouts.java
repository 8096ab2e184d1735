package io.pointsman.backup;

import java.time.Duration;

/**
 * How long a store may take. A request that fails is repeated with growing pauses, so that a bad
 * minute of the store is waited for; but nothing waits for ever.
 *
 * @param connect until a connection stands
 * @param silence without a byte, in the middle of an answer
 * @param attempt until one attempt of a request is answered, its body apart
 * @param request until a request is answered, with all its repetitions, the body apart
 * @param body for a body of any length, beside what {@code slowestBytesPerSecond} allows it
 * @param slowestBytesPerSecond a body that comes more slowly counts as cut short
 * @param firstPause before a body is asked for again; each further pause is twice as long
 */
record StoreTimeouts(
    Duration connect,
    Duration silence,
    Duration attempt,
    Duration request,
    Duration body,
    int slowestBytesPerSecond,
    Duration firstPause) {

  /** An attempt may take two minutes, a request ten, a body of 8 MiB two and a half. */
  static StoreTimeouts usual() {
    return new StoreTimeouts(
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10),
        Duration.ofSeconds(30),
        64 << 10,
        Duration.ofMillis(200));
  }

  /** How long a body of that length may take. */
  Duration ofBody(long length) {
    return body.plusMillis(length * 1000 / slowestBytesPerSecond);
  }
}

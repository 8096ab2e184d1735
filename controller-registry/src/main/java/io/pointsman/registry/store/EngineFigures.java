package io.pointsman.registry.store;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What one engine did for one movement so far.
 *
 * @param runs how often it served
 * @param seconds wall time of these, summed up
 * @param bytes fetched by these, summed up
 * @param at when it served last, or null
 */
public record EngineFigures(long runs, double seconds, double bytes, Instant at) {
  public static final EngineFigures NONE = new EngineFigures(0, 0, 0, null);

  EngineFigures served(double took, long read, Instant when) {
    return new EngineFigures(runs + 1, seconds + took, bytes + read, when);
  }

  /** How long it took on average, or null when it never served. */
  public Duration usual() {
    return runs == 0 ? null : Duration.ofMillis(Math.round(seconds / runs * 1000));
  }

  /** The day on which it served last, by UTC; the first of 1970 when it never did. */
  LocalDate day() {
    return at == null ? LocalDate.EPOCH : at.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}

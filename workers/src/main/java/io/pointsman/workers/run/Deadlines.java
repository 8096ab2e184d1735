package io.pointsman.workers.run;

import io.pointsman.workers.config.WorkerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Shares a run's time between the engines: what the legacy engine usually takes is kept for it, so
 * that a fallback still ends in time.
 */
final class Deadlines {
  private final WorkerConfig.RunSettings defaults;

  Deadlines(WorkerConfig.RunSettings defaults) {
    this.defaults = defaults;
  }

  /**
   * A run's time.
   *
   * @param end when the run gives up
   * @param sparkEnd when the Spark path gives up; not after {@code end}
   * @param arithmetic how that was reckoned, for people
   */
  record Shared(Instant end, Instant sparkEnd, String arithmetic) {}

  /**
   * Shares the time of a run.
   *
   * @param whole what its input asks for, or null
   * @param usualLegacy what the legacy engine usually takes, or empty when that is not known
   */
  Shared share(Instant runStart, Duration whole, Optional<Duration> usualLegacy) {
    Duration all = whole == null ? defaults.deadline() : whole;
    // Without history a short deadline is shared: at most half of it is kept for legacy.
    Duration half = all.dividedBy(2);
    boolean isShort = defaults.legacyReserve().compareTo(half) > 0;
    Duration floor = isShort ? half : defaults.legacyReserve();
    // A quarter more than the longest of its last times.
    Optional<Duration> history = usualLegacy.map(usual -> usual.multipliedBy(5).dividedBy(4));
    Duration kept = history.filter(time -> time.compareTo(floor) > 0).orElse(floor);
    Instant end = runStart.plus(all);
    String why =
        kept.equals(floor)
            ? isShort ? "half of it" : "the configured legacyReserve"
            : "a quarter more than the "
                + usualLegacy.orElseThrow().toSeconds()
                + " s that legacy usually takes";
    return new Shared(
        end,
        end.minus(kept),
        "the run began at "
            + runStart
            + " and may take "
            + all.toSeconds()
            + " s, of which "
            + kept.toSeconds()
            + " s are kept for legacy ("
            + why
            + ")");
  }
}

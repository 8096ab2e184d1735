package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the fleet's breaker stands: it opens when movement after movement falls back because of
 * what they all run on, and closes when a probe succeeds.
 *
 * @param row the platform's failures in a row, one a movement, the latest last
 * @param opening what holds while it is open, or null while it is closed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BreakerState(List<Fallback> row, Opening opening) {
  public static final BreakerState CLOSED = new BreakerState(List.of(), null);

  /** A probe that nobody reported on for so long no longer keeps the next one back. */
  public static final Duration PROBE_PATIENCE = Duration.ofHours(6);

  private static final int SHOWN = 5;

  public BreakerState {
    row = row == null ? List.of() : List.copyOf(row);
  }

  /** One movement's run that fell back because of the platform. */
  public record Fallback(String movementId, String runId, FailureReason reason, Instant at) {
    @Override
    public String toString() {
      return reason + " of " + movementId + " (run " + runId + ")";
    }
  }

  /**
   * One time that it is open.
   *
   * @param at since when
   * @param evidence what opened it, for people
   * @param probe the run that is let through, or null while there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Opening(Instant at, String evidence, Probe probe) {}

  /** The one execution that is let through to see whether the platform works again. */
  public record Probe(String runId, int execution, String movementId, Instant since) {}

  public boolean open() {
    return opening != null;
  }

  /** Whether the next movement may be the probe. */
  public boolean mayProbe(Instant now) {
    return open()
        && (opening.probe() == null || opening.probe().since().plus(PROBE_PATIENCE).isBefore(now));
  }

  /** A run fell back because of the platform; it opens when enough movements did. */
  public BreakerState failed(Breaker breaker, Fallback fallback) {
    if (open()) {
      // What was under way when it opened fails too, and says nothing new.
      return this;
    }
    List<Fallback> longer = new ArrayList<>(row);
    longer.removeIf(earlier -> earlier.movementId().equals(fallback.movementId()));
    longer.add(fallback);
    if (breaker.fallbacks() == 0 || longer.size() < breaker.fallbacks()) {
      int kept = Math.max(0, longer.size() - 100);
      return new BreakerState(longer.subList(kept, longer.size()), null);
    }
    return new BreakerState(
        longer,
        new Opening(
            fallback.at(),
            longer.size() + " movements in a row fell back: " + shown(longer),
            null));
  }

  /** The last few; the whole row stands beside it. */
  private static String shown(List<Fallback> row) {
    int more = Math.max(0, row.size() - SHOWN);
    return row.subList(more, row.size()).stream()
            .map(Fallback::toString)
            .collect(Collectors.joining(", "))
        + (more == 0 ? "" : ", and " + more + " before them");
  }

  /** A run that was no probe was served by Spark: the row ends. */
  public BreakerState served() {
    return open() || row.isEmpty() ? this : CLOSED;
  }

  /** The same with this probe under way. */
  public BreakerState probing(Probe probe) {
    return new BreakerState(row, new Opening(opening.at(), opening.evidence(), probe));
  }

  /** Whether an execution is the probe that is under way. */
  public boolean isProbe(String runId, int execution) {
    return open()
        && opening.probe() != null
        && opening.probe().runId().equals(runId)
        && opening.probe().execution() == execution;
  }

  /** The probe ended without success: the next movement may be one. */
  public BreakerState probeEnded() {
    return probing(null);
  }
}

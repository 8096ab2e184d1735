package io.pointsman.workers.run;

import io.pointsman.decider.Connector;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/**
 * Lets so many legacy jobs run at once and has the others wait, first come, first served. When the
 * kill switch is engaged or the breaker opens, a whole fleet comes to the legacy engine at once.
 *
 * <p>The queue is what lies below {@code open/LEGACY/} on the control store: a marker for each job,
 * written before it is submitted and removed when its run is over, whoever dies in between. A job
 * may be submitted when fewer than the limit run or were there before it; so two workers that look
 * at the same time both count each other, and the limit holds.
 */
public final class LegacyQueue {
  private static final Comparator<OpenJob> TURN =
      Comparator.comparing(OpenJob::waitingSince)
          .thenComparing(job -> job.decision().runId())
          .thenComparing(job -> job.decision().execution());

  private final ControlFiles files;
  private final int limit;
  private final Clock clock;

  /**
   * @param limit jobs at once; 0 for any number
   */
  public LegacyQueue(ControlFiles files, int limit, Clock clock) {
    this.files = files;
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * Where a job stands in the queue.
   *
   * @param ahead jobs that wait and came before it
   * @param running jobs that were submitted and have not ended
   * @param limit how many may run
   * @param waited since it came
   */
  public record Place(int ahead, int running, int limit, Duration waited) {
    /** For people. */
    public String sentence() {
      return "Waiting for its turn at the legacy engine: "
          + running
          + " jobs run and "
          + ahead
          + " wait before this one; runs.legacyJobs allows "
          + limit
          + ". Waited "
          + waited.toSeconds()
          + " s, which count against the run's deadline.";
    }
  }

  /** Its place, or empty when the execution's job may be submitted now, or was before. */
  public Optional<Place> place(Execution execution) throws IOException {
    if (limit == 0) {
      return Optional.empty();
    }
    Optional<OpenJob> known = files.open(Connector.LEGACY, execution.decision());
    if (known.isPresent() && !known.get().waits()) {
      return Optional.empty();
    }
    OpenJob own = known.isPresent() ? known.get() : come(execution);
    int running = 0;
    int ahead = 0;
    for (OpenJob job : files.open(Connector.LEGACY)) {
      if (!job.waits()) {
        running++;
      } else if (TURN.compare(job, own) < 0) {
        ahead++;
      }
    }
    return running + ahead < limit
        ? Optional.empty()
        : Optional.of(
            new Place(
                ahead, running, limit, Duration.between(own.waitingSince(), clock.instant())));
  }

  private OpenJob come(Execution execution) throws IOException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    OpenJob waiting = OpenJob.waiting(Connector.LEGACY, execution, now);
    files.markOpen(waiting);
    return waiting;
  }
}

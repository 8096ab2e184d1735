package io.pointsman.control;

import io.pointsman.decider.job.JobKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long a job's records have not changed, by this process's own clock. */
public final class Silence {
  private static final int REMEMBERED = 10_000;

  /** A silent job must have been looked at at least so often before it counts as lost. */
  private static final int LOOKS = 4;

  private static final Duration SHORT_GAP = Duration.ofSeconds(2);

  /**
   * @param word a job's newest record
   * @param silent since it was first seen, as far as somebody looked
   * @param nanos when somebody looked last
   */
  private record Seen(String word, long silent, long nanos) {}

  private final Map<JobKey, Seen> last =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobKey, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * Time since {@code word} was first seen as this job's newest; zero when it is new.
   *
   * @param patience how long a job may be silent. Between two looks counts a quarter of it at most:
   *     who has not looked for longer knows nothing of the time between; the store may not have
   *     answered, to the driver neither
   */
  public synchronized Duration since(JobKey key, String word, long nanos, Duration patience) {
    Seen seen = last.get(key);
    if (seen == null || !seen.word().equals(word)) {
      last.put(key, new Seen(word, 0, nanos));
      return Duration.ZERO;
    }
    long silent = seen.silent() + Math.min(nanos - seen.nanos(), longestGap(patience).toNanos());
    last.put(key, new Seen(word, silent, nanos));
    return Duration.ofNanos(silent);
  }

  private static Duration longestGap(Duration patience) {
    Duration gap = patience.dividedBy(LOOKS);
    return gap.compareTo(SHORT_GAP) < 0 ? SHORT_GAP : gap;
  }

  /**
   * Takes a time out of a job's silence: while the object store let this process wait, the driver
   * could not write to it either.
   */
  synchronized void discount(JobKey key, long nanos) {
    last.computeIfPresent(
        key, (job, seen) -> new Seen(seen.word(), seen.silent(), seen.nanos() + nanos));
  }

  /** The job is over. */
  public synchronized void forget(JobKey key) {
    last.remove(key);
  }
}

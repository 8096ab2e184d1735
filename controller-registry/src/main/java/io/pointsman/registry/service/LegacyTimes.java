package io.pointsman.registry.service;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.registry.store.RunStore;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * How long the legacy engine usually takes: the longest of the last ten times that it served a
 * movement. Workers keep that much of a run's deadline for it. Read from the reports as they come,
 * and kept in memory for so many movements as were served last.
 */
@Singleton
public final class LegacyTimes {
  private static final int LAST = 10;
  private static final int MOST_MOVEMENTS = 20_000;
  private static final int REPORTS_AT_START = 20_000;
  private static final int ROUNDED_TO_SECONDS = 10;

  private final RunStore runs;
  private final Map<String, Deque<Double>> served =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Double>> eldest) {
          return size() > MOST_MOVEMENTS;
        }
      };
  private long seen = -1;
  private Map<String, Long> usual = Map.of();

  @Inject
  LegacyTimes(RunStore runs) {
    this.runs = runs;
  }

  /**
   * The usual seconds by movement id. Rounded up to ten: workers fetch all that the registry knows
   * anew when one changes.
   */
  public synchronized Map<String, Long> usual(Handle handle) {
    if (seen < 0) {
      seen = Math.max(0, runs.newestReport(handle) - REPORTS_AT_START);
    }
    List<RunStore.Report> reports = runs.reportsAfter(handle, seen);
    boolean changed = false;
    for (RunStore.Report report : reports) {
      seen = report.id();
      OptionalDouble seconds = seconds(report.outcome());
      if (seconds.isPresent()) {
        Deque<Double> last =
            served.computeIfAbsent(report.outcome().movementId(), id -> new ArrayDeque<>());
        last.addLast(seconds.getAsDouble());
        if (last.size() > LAST) {
          last.removeFirst();
        }
        changed = true;
      }
    }
    if (changed) {
      Map<String, Long> longest = new TreeMap<>();
      served.forEach((id, last) -> longest.put(id, rounded(Collections.max(last))));
      usual = Collections.unmodifiableMap(longest);
    }
    return usual;
  }

  /** What legacy took alone; of a worker that does not say, where it was alone from the start. */
  private static OptionalDouble seconds(Outcome outcome) {
    if (outcome.servedBy() != Connector.LEGACY) {
      return OptionalDouble.empty();
    }
    if (outcome.legacySeconds() != null) {
      return OptionalDouble.of(outcome.legacySeconds());
    }
    return outcome.decided() == Route.LEGACY
        ? OptionalDouble.of(outcome.seconds())
        : OptionalDouble.empty();
  }

  private static long rounded(double seconds) {
    return (long) Math.ceil(seconds / ROUNDED_TO_SECONDS) * ROUNDED_TO_SECONDS;
  }
}

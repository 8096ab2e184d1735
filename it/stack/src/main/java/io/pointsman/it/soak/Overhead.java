package io.pointsman.it.soak;

import io.pointsman.it.scripted.JobTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run takes beyond its engines' own time: the time of the run in which no job of it ran.
 *
 * @param all over all runs
 * @param firstTry over the runs that had one job, and it staged: what a usual run waits
 */
record Overhead(Durations all, Durations firstTry) {

  static Overhead of(List<RunLoad.Ended> runs, List<JobTimes> jobs) {
    Map<String, List<JobTimes>> byRun = new HashMap<>();
    for (JobTimes job : jobs) {
      byRun.computeIfAbsent(job.key().runId(), id -> new ArrayList<>()).add(job);
    }
    List<Duration> all = new ArrayList<>();
    List<Duration> firstTry = new ArrayList<>();
    for (RunLoad.Ended run : runs) {
      List<JobTimes> own = byRun.getOrDefault(run.runId(), List.of());
      Duration beyond = run.duration().minus(working(run, own));
      all.add(beyond);
      if (own.size() == 1 && run.run().path("output").path("fallback").isNull()) {
        firstTry.add(beyond);
      }
    }
    return new Overhead(Durations.of(all), Durations.of(firstTry));
  }

  /** How long at least one of a run's jobs ran while the run did. */
  private static Duration working(RunLoad.Ended run, List<JobTimes> jobs) {
    Duration working = Duration.ZERO;
    Instant counted = run.createdAt();
    List<JobTimes> inOrder = jobs.stream().sorted(Comparator.comparing(JobTimes::takenAt)).toList();
    for (JobTimes job : inOrder) {
      Instant from = later(job.takenAt(), counted);
      Instant to = job.endedAt() == null ? run.endedAt() : earlier(job.endedAt(), run.endedAt());
      if (to.isAfter(from)) {
        working = working.plus(Duration.between(from, to));
        counted = to;
      }
    }
    return working;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}

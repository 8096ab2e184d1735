package io.pointsman.publication.stress;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was counted over some trials. Safe for use by several threads. */
final class Tally {
  /** What a trial is made of; none of these is a fault. */
  enum Count {
    TRIALS,
    CLAIMS,
    PUBLISHES,
    /** Spark attempts that went on after their run's fallback had begun. */
    ZOMBIES,
    /** Commits whose answer was lost, before or after they landed, or that landed later. */
    LOST_ANSWERS,
    /** Engines that were killed between two steps or in a commit and began again. */
    CRASHES,
    FOREIGN_COMMITS,
    RUNS_SERVED,
    RUNS_SUPERSEDED,
    /** Runs that were refused because of another writer or an older backup. */
    RUNS_REFUSED,
    /** Runs whose engines were all killed. */
    RUNS_LOST
  }

  /** What must never happen. */
  enum Fault {
    /** A publish took effect while another claim was the fence's head. */
    LATE,
    /** An execution was published more than once. */
    PUBLISHED_TWICE,
    /** Main went to an earlier backup without leave. */
    BACK_IN_TIME,
    /** A claim took the fence from a higher one. */
    FENCED_A_HIGHER_CLAIM,
    /** A writer was told something that the table's history denies. */
    TOLD_WRONG,
    /** Another writer's rows were overwritten without leave. */
    FOREIGN_ROWS_LOST,
    /** An overwritten partition held more or less than its run's rows, or another one changed. */
    OTHER_ROWS_CHANGED,
    /** The highest claim's run was not served, and nothing says why. */
    STUCK
  }

  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final List<String> examples = new ArrayList<>();

  synchronized void count(Count what) {
    counts.merge(what, 1L, Long::sum);
  }

  synchronized void fault(Fault what, String example) {
    faults.merge(what, 1L, Long::sum);
    if (examples.size() < 20) {
      examples.add(what + ": " + example);
    }
  }

  synchronized long of(Count what) {
    return counts.getOrDefault(what, 0L);
  }

  synchronized long of(Fault what) {
    return faults.getOrDefault(what, 0L);
  }

  synchronized boolean clean() {
    return faults.isEmpty();
  }

  /** The first faults, each with its trial. */
  synchronized List<String> examples() {
    return List.copyOf(examples);
  }
}

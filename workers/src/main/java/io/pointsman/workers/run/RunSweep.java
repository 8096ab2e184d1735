package io.pointsman.workers.run;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Conductor look at runs that have gone on for a while. Its own sweeper should, but on its
 * SQLite queues it comes by once and never again (a query of 3.21's that asks for what is to be
 * looked at again is no SQL): then nobody notices that a task's worker was killed, and the run
 * waits for ever. Where the sweeper works, this is a question too many now and then.
 */
public final class RunSweep {
  private static final Logger LOG = LoggerFactory.getLogger(RunSweep.class);

  /** At one time; of more, others are chosen the next time. */
  private static final int MOST = 50;

  private final Runs runs;
  private final Duration age;
  private final Clock clock;
  private Map<String, Instant> seen = new HashMap<>();

  /**
   * @param age how long a run must have been seen to go on
   */
  public RunSweep(Runs runs, Duration age, Clock clock) {
    this.runs = runs;
    this.age = age;
    this.clock = clock;
  }

  /** Looks once; called by one thread. */
  public void sweep() throws IOException {
    Instant now = clock.instant();
    Map<String, Instant> going = new HashMap<>();
    List<String> old = new ArrayList<>();
    for (String id : runs.goingWithSubWorkflows()) {
      Instant first = seen.getOrDefault(id, now);
      going.put(id, first);
      if (!first.plus(age).isAfter(now)) {
        old.add(id);
      }
    }
    seen = going;
    Collections.shuffle(old);
    for (String id : old.subList(0, Math.min(MOST, old.size()))) {
      runs.lookAt(id);
    }
    if (!old.isEmpty()) {
      LOG.debug("Had Conductor look at {} runs", Math.min(MOST, old.size()));
    }
  }
}

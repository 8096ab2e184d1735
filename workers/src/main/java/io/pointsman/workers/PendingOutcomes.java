package io.pointsman.workers;

import io.pointsman.workers.run.Outcomes;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers, every now and then, the outcomes that the registry was not there to take. */
final class PendingOutcomes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PendingOutcomes.class);
  private static final long INTERVAL_SECONDS = 15;

  private final Outcomes outcomes;
  private final ScheduledExecutorService timer;

  PendingOutcomes(Outcomes outcomes) {
    this.outcomes = outcomes;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "pending-outcomes");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    timer.scheduleWithFixedDelay(
        this::deliver, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
  }

  private void deliver() {
    try {
      outcomes.deliverPending();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Outcomes that wait for the registry cannot be looked up now: {}", e.toString());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

package io.pointsman.registry;

import io.pointsman.decider.RampState;
import io.pointsman.registry.service.Ramps;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the ramps from time to time; well within what one observation may count for. */
final class RampTimer implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RampTimer.class);
  private static final Duration EVERY = RampState.MOST_OBSERVED.dividedBy(4);

  private final Ramps ramps;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread timer = new Thread(work, "registry-ramps");
            timer.setDaemon(true);
            return timer;
          });

  RampTimer(Ramps ramps) {
    this.ramps = ramps;
  }

  void start() {
    // What it returns is not needed: run() never throws.
    var unused = thread.scheduleWithFixedDelay(this, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      ramps.observe();
    } catch (RuntimeException e) {
      LOG.error("The ramps could not be looked at; they are again in {}", EVERY, e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

package io.pointsman.registry;

import io.pointsman.registry.metrics.RegistryMetrics;
import io.pointsman.registry.notice.Notices;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what was recorded, soon after it was. */
final class JournalTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalTimer.class);
  private static final Duration EVERY = Duration.ofMillis(500);

  private final RegistryMetrics metrics;
  private final Notices notices;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread timer = new Thread(work, "registry-journal");
            timer.setDaemon(true);
            return timer;
          });

  JournalTimer(RegistryMetrics metrics, Notices notices) {
    this.metrics = metrics;
    this.notices = notices;
  }

  void start() {
    // What it returns is not needed: run() never throws.
    var unused =
        thread.scheduleWithFixedDelay(this::run, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      metrics.count();
      notices.follow();
    } catch (RuntimeException e) {
      LOG.warn("What was recorded could not be read; it is again in {}: {}", EVERY, e.toString());
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

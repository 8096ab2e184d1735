package io.pointsman.registry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what was recorded, soon after it was. */
final class JournalTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalTimer.class);
  private static final Duration EVERY = Duration.ofMillis(500);

  private final List<Runnable> readers;
  private final ScheduledExecutorService threads;

  JournalTimer(Runnable... readers) {
    this.readers = List.of(readers);
    // One each: a new reader may have a long way to the newest entry, and keeps no other waiting.
    this.threads =
        Executors.newScheduledThreadPool(
            readers.length,
            work -> {
              Thread timer = new Thread(work, "registry-journal");
              timer.setDaemon(true);
              return timer;
            });
  }

  void start() {
    for (Runnable reader : readers) {
      // What it returns is not needed: run() never throws.
      var unused =
          threads.scheduleWithFixedDelay(
              () -> run(reader), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void run(Runnable reader) {
    try {
      reader.run();
    } catch (RuntimeException e) {
      LOG.warn("What was recorded could not be read; it is again in {}: {}", EVERY, e.toString());
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

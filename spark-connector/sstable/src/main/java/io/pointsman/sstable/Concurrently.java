package io.pointsman.sstable;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Does side by side what mostly waits for the store, in threads of the whole process. */
final class Concurrently {
  private static final int THREADS = 48;
  private static final long IDLE_SECONDS = 30;
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final ThreadPoolExecutor POOL = pool();

  private Concurrently() {}

  /**
   * Does it for each number below {@code count}, and comes back when all of it is done.
   *
   * @param each must not throw, nor come here itself
   * @throws InterruptedIOException when interrupted; nothing of it goes on then
   */
  static void each(int count, IntConsumer each) throws InterruptedIOException {
    if (count == 1) {
      each.accept(0);
      return;
    }
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      running.add(POOL.submit(() -> each.accept(number)));
    }
    boolean isInterrupted = false;
    for (Future<?> one : running) {
      isInterrupted |= !await(one, running);
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while reading a backup");
    }
  }

  /** Whether it was awaited without an interruption; when there was one, the others are let go. */
  private static boolean await(Future<?> one, List<Future<?>> all) {
    boolean isInterrupted = false;
    while (true) {
      try {
        one.get();
        return !isInterrupted;
      } catch (InterruptedException e) {
        isInterrupted = true;
        all.forEach(other -> other.cancel(false));
      } catch (CancellationException e) {
        return false;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "pointsman-open-" + NEXT.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}

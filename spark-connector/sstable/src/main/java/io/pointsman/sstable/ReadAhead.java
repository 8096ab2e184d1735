package io.pointsman.sstable;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that fetch what will be read next, for all scans of the process. */
final class ReadAhead {
  private static final int THREADS = 16;
  private static final long IDLE_SECONDS = 30;
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final ThreadPoolExecutor POOL = pool();

  private ReadAhead() {}

  static <T> Future<T> submit(Callable<T> fetch) {
    return POOL.submit(fetch);
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
              Thread thread = new Thread(task, "pointsman-read-ahead-" + NEXT.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}

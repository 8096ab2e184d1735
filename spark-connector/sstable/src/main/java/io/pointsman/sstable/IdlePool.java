package io.pointsman.sstable;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of the whole process that keep nobody alive and go when they have nothing to do. */
final class IdlePool {
  private static final long IDLE_SECONDS = 30;

  private IdlePool() {}

  /**
   * @param name what its threads are called, with a number after it
   * @param threads how many at most
   */
  static ThreadPoolExecutor of(String name, int threads) {
    AtomicInteger next = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + "-" + next.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}

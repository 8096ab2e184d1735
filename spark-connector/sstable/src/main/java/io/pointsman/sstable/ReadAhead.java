package io.pointsman.sstable;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;

/** The threads that fetch what will be read next, for all scans of the process. */
final class ReadAhead {
  private static final ThreadPoolExecutor POOL = IdlePool.of("pointsman-read-ahead", 16);

  private ReadAhead() {}

  static <T> Future<T> submit(Callable<T> fetch) {
    return POOL.submit(fetch);
  }
}

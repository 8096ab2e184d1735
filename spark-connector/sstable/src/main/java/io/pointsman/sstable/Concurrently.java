package io.pointsman.sstable;

import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Does side by side what mostly waits for the store, in threads of the whole process. */
final class Concurrently {
  private static final ThreadPoolExecutor POOL = IdlePool.of("pointsman-open", 48);

  private Concurrently() {}

  /**
   * Does it for each number below {@code count}, and comes back when all of it is done.
   *
   * <p>Also when it is interrupted, it comes back only when nothing of it goes on any more: its
   * caller then closes what the others work with, and memory outside of the heap that is read after
   * it was given back ends the whole process. (A future that is cancelled while its work is done
   * says at once that it has ended, so none is used here.)
   *
   * @param each must not come here itself; what it throws is thrown when all have ended
   * @throws InterruptedIOException when interrupted; what had not begun by then is not done
   */
  static void each(int count, IntConsumer each) throws InterruptedIOException {
    each(POOL, count, each);
  }

  static void each(Executor pool, int count, IntConsumer each) throws InterruptedIOException {
    if (count == 1) {
      each.accept(0);
      return;
    }
    AtomicBoolean isLetGo = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      int number = i;
      try {
        pool.execute(
            () -> {
              try {
                if (!isLetGo.get()) {
                  each.accept(number);
                }
              } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
              } finally {
                ended.countDown();
              }
            });
      } catch (RuntimeException | Error noThread) {
        // The others go on, and what they work with must stay until they have ended.
        failure.compareAndSet(null, noThread);
        ended.countDown();
      }
    }
    if (await(ended, isLetGo)) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while reading a backup");
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  /** Whether it was interrupted meanwhile; what has not begun by then is let go. */
  private static boolean await(CountDownLatch ended, AtomicBoolean isLetGo) {
    while (true) {
      try {
        ended.await();
        return isLetGo.get();
      } catch (InterruptedException e) {
        isLetGo.set(true);
      }
    }
  }
}

package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConcurrentlyTest {
  /** More than there are threads, so that some have not begun. */
  private static final int MANY = 200;

  @Test
  void eachIsDoneOnce() throws Exception {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    AtomicInteger times = new AtomicInteger();
    Concurrently.each(
        MANY,
        number -> {
          done.add(number);
          times.incrementAndGet();
        });
    assertThat(done).hasSize(MANY);
    assertThat(times).hasValue(MANY);
  }

  @Test
  void anInterruptedCallerComesBackOnlyWhenNothingGoesOnAnyMore() throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger goingOn = new AtomicInteger();
    AtomicReference<Integer> leftGoing = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicReference<Boolean> isInterrupted = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                Concurrently.each(
                    MANY,
                    number -> {
                      begun.incrementAndGet();
                      goingOn.incrementAndGet();
                      awaitUninterruptibly(mayEnd);
                      goingOn.decrementAndGet();
                    });
              } catch (InterruptedIOException | RuntimeException e) {
                failure.set(e);
              }
              leftGoing.set(goingOn.get());
              isInterrupted.set(Thread.currentThread().isInterrupted());
            });
    caller.start();
    await().until(() -> begun.get() > 1);
    int before = begun.get();

    caller.interrupt();
    // It has seen the interruption and waits again: only then is there anything to come back from.
    await().until(() -> !caller.isInterrupted() && caller.getState() == Thread.State.WAITING);
    mayEnd.countDown();
    caller.join();

    assertThat(leftGoing).hasValue(0);
    assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
    assertThat(isInterrupted).hasValue(true);
    assertThat(begun.get()).isBetween(before, MANY - 1);
  }

  @Test
  void whatFailsIsThrownWhenTheOthersHaveEnded() {
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Concurrently.each(
                    MANY,
                    number -> {
                      if (number == 7) {
                        throw new UnsupportedOperationException("seven");
                      }
                      done.incrementAndGet();
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("seven");
    assertThat(done).hasValue(MANY - 1);
  }

  @Test
  void theOthersHaveEndedAlsoWhenThereIsNoThreadForOne() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Executor poor =
        work -> {
          if (asked.incrementAndGet() == 3) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          new Thread(
                  () -> {
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                    work.run();
                  })
              .start();
        };

    assertThatThrownBy(() -> Concurrently.each(poor, 5, number -> done.incrementAndGet()))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
    assertThat(done).hasValue(4);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // It is the caller that was interrupted, never one of these.
      }
    }
  }
}

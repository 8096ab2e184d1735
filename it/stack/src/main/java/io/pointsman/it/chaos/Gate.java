package io.pointsman.it.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where a request is held, so that a fault can strike while it is on its way. */
final class Gate {
  /** So that nothing is held for ever when a scenario has failed. */
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);
  private volatile boolean answerLost;

  /** Waits for a request to be held here; false when none came in time. */
  boolean awaitReached(Duration limit) throws InterruptedException {
    return reached.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isReached() {
    return reached.getCount() == 0;
  }

  /** Lets what is held, and all that comes, go on. */
  void open() {
    opened.countDown();
  }

  /** What is held will be done, but its client gets no answer. */
  void loseAnswer() {
    answerLost = true;
  }

  boolean losesAnswer() {
    return answerLost;
  }

  void pass() throws InterruptedException {
    reached.countDown();
    if (!opened.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
      opened.countDown();
    }
  }
}

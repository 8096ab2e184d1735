package io.pointsman.publication.stress;

import java.util.SplittableRandom;

/** Waits of random length: what puts the writers of a trial into ever new orders. */
final class Pauses {
  private Pauses() {}

  static void upTo(SplittableRandom random, int millis) {
    try {
      Thread.sleep(random.nextInt(millis + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("A trial was interrupted", e);
    }
  }
}

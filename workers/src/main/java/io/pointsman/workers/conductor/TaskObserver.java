package io.pointsman.workers.conductor;

import java.time.Duration;

/** Is told of every task that was worked on; must be quick, and never throws. */
public interface TaskObserver {
  TaskObserver NOBODY = (task, answer, took) -> {};

  /**
   * A task was worked on, and is about to be answered.
   *
   * @param took how long the work took, which ends now
   */
  void worked(PolledTask task, TaskAnswer answer, Duration took);
}

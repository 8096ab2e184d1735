package io.pointsman.workers.conductor;

import io.pointsman.decider.FailureReason;

/** A task failed, and it is known why. */
public final class TaskFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;
  private final boolean retry;

  private TaskFailedException(
      FailureReason reason, String message, boolean retry, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.retry = retry;
  }

  /** A failure that trying the task again would not cure. */
  public static TaskFailedException terminal(FailureReason reason, String message) {
    return new TaskFailedException(reason, message, false, null);
  }

  /** A failure that may be over when the task is tried again, as its definition allows. */
  public static TaskFailedException passing(FailureReason reason, String message, Throwable cause) {
    return new TaskFailedException(reason, message, true, cause);
  }

  public FailureReason reason() {
    return reason;
  }

  /** Whether Conductor may try the task again. */
  public boolean retry() {
    return retry;
  }
}

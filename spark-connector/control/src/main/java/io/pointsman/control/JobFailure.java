package io.pointsman.control;

import io.pointsman.decider.FailureReason;

/** A job cannot go on, for a reason that has a name. */
public final class JobFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  /**
   * @param reason the name
   * @param message what is wrong, where, and what to do
   */
  public JobFailure(FailureReason reason, String message) {
    this(reason, message, null);
  }

  /**
   * @param reason the name
   * @param message what is wrong, where, and what to do
   * @param cause or null
   */
  public JobFailure(FailureReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public FailureReason reason() {
    return reason;
  }
}

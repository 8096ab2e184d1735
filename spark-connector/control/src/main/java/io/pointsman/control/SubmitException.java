package io.pointsman.control;

import io.pointsman.decider.job.JobKey;

/** A job was surely not started. */
public final class SubmitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient JobKey key;

  SubmitException(JobKey key, String message, Throwable cause) {
    super(message, cause);
    this.key = key;
  }

  public JobKey key() {
    return key;
  }
}

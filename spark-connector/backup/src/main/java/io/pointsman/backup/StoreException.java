package io.pointsman.backup;

import java.io.IOException;

/** The object store refused a request, or gave no usable answer however often it was asked. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param message names operation, bucket and key
   * @param status HTTP status, or 0 when there was no answer
   */
  public StoreException(String message, int status, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** HTTP status, or 0 when there was no answer. */
  public int status() {
    return status;
  }
}

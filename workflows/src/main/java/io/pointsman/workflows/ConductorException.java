package io.pointsman.workflows;

import java.io.IOException;

/** Conductor answered with an error. */
public final class ConductorException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ConductorException(int status, String request, String message) {
    super("Conductor answered " + status + " to " + request + ": " + message);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}

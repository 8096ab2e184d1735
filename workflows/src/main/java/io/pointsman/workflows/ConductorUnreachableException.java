package io.pointsman.workflows;

import java.io.IOException;

/** Conductor does not answer; whether it did what was asked is not known. */
public final class ConductorUnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  ConductorUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}

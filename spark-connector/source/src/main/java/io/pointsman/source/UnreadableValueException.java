package io.pointsman.source;

/** A value that is no value of its column's type, or that Spark has no place for. */
public final class UnreadableValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableValueException(String message, Throwable cause) {
    super(message, cause);
  }
}

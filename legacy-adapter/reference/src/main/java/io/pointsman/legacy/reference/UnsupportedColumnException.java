package io.pointsman.legacy.reference;

/** A column that this engine cannot move; the message names column and type. */
final class UnsupportedColumnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedColumnException(String message) {
    super(message);
  }
}

package io.pointsman.sstable;

/** A schema text that cannot be read, or that lacks the table that was asked for. */
public final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  SchemaException(String message, int line, Throwable cause) {
    super(message, cause);
    this.line = line;
  }

  /** Line of the schema text that is at fault, from 1, or 0 when no one line is. */
  public int line() {
    return line;
  }
}

package io.pointsman.decider;

/**
 * Input that is not a movement. The message names the field, what is wrong and what is expected.
 */
public final class InvalidMovementException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  public InvalidMovementException(String field, String problem) {
    super("Not a movement: field '" + field + "' " + problem);
    this.field = field;
  }

  /** The faulty field's name, never null. */
  public String field() {
    return field;
  }
}

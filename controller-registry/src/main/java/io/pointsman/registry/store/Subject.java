package io.pointsman.registry.store;

/**
 * What a work is about, when others may go on at the same time with works about other things.
 *
 * @param kind of thing
 * @param name of the one
 */
public record Subject(Kind kind, String name) {
  /** What there is, in the order in which locks are taken. */
  public enum Kind {
    RUN,
    DESTINATION,
    /** The budgets of shadows; there is but one of it. */
    SHADOWS
  }

  public static Subject run(String runId) {
    return new Subject(Kind.RUN, runId);
  }

  public static Subject shadows() {
    return new Subject(Kind.SHADOWS, "");
  }

  public static Subject destination(String destination) {
    return new Subject(Kind.DESTINATION, destination);
  }
}

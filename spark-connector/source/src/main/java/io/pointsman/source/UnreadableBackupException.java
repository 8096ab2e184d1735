package io.pointsman.source;

/** A backup that is not read, and why. */
public final class UnreadableBackupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is the matter with it. */
  public enum Problem {
    /** There is no backup that fits. */
    MISSING,
    /** Objects or nodes are missing; the message lists them. */
    INCOMPLETE,
    /** A pinned backup, a manifest of it or an object is not there any more. */
    GONE,
    /** A pinned manifest has other bytes than when it was pinned. */
    CHANGED,
    /** An object is damaged. */
    DAMAGED,
    /** The store refuses requests or does not answer. */
    STORE
  }

  private final Problem problem;

  UnreadableBackupException(Problem problem, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}

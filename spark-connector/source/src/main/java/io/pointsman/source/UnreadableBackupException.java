package io.pointsman.source;

import io.pointsman.sstable.CorruptBackupException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

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

  /**
   * The failure of reading one, as the driver needs it. Its causes are left in the log of whoever
   * read: they hold what cannot be serialized, and Spark would then send the driver no exception at
   * all, only text.
   */
  static UnreadableBackupException of(IOException failure) {
    if (failure instanceof CorruptBackupException) {
      return new UnreadableBackupException(Problem.DAMAGED, failure.getMessage(), null);
    }
    if (failure instanceof NoSuchFileException) {
      return new UnreadableBackupException(
          Problem.GONE, "Backup object " + failure.getMessage() + " is gone", null);
    }
    return new UnreadableBackupException(Problem.STORE, failure.getMessage(), null);
  }

  public Problem problem() {
    return problem;
  }
}

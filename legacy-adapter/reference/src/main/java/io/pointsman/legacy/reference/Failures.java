package io.pointsman.legacy.reference;

import io.pointsman.backup.StoreException;
import io.pointsman.control.JobFailure;
import io.pointsman.decider.FailureReason;
import io.pointsman.sstable.CorruptBackupException;
import io.pointsman.sstable.SchemaException;
import java.nio.file.NoSuchFileException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/** Gives a failure of this engine its name, by the innermost cause that has one. */
final class Failures {
  private static final int DEEPEST = 50;

  private Failures() {}

  static FailureReason reason(Throwable failure) {
    FailureReason reason = FailureReason.LEGACY_FAILED;
    Throwable cause = failure;
    // The depth is bounded so that a chain that bites its own tail ends.
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      FailureReason named = named(cause);
      reason = named == null ? reason : named;
      cause = cause.getCause();
    }
    return reason;
  }

  private static FailureReason named(Throwable cause) {
    if (cause instanceof JobFailure job) {
      return job.reason();
    }
    if (cause instanceof SchemaException) {
      return FailureReason.SCHEMA_UNSUPPORTED;
    }
    if (cause instanceof RowAssembler.DamagedValueException
        || cause instanceof CorruptBackupException) {
      return FailureReason.BACKUP_CORRUPT;
    }
    if (cause instanceof NoSuchFileException) {
      return FailureReason.BACKUP_GONE;
    }
    if (cause instanceof StoreException) {
      return FailureReason.STORE_UNAVAILABLE;
    }
    if (cause instanceof CommitStateUnknownException) {
      return FailureReason.COMMIT_UNKNOWN;
    }
    return null;
  }
}

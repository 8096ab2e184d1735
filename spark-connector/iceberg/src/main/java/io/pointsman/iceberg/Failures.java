package io.pointsman.iceberg;

import io.pointsman.backup.StoreException;
import io.pointsman.control.JobFailure;
import io.pointsman.decider.FailureReason;
import io.pointsman.source.UnreadableBackupException;
import io.pointsman.source.UnreadableValueException;
import io.pointsman.source.UnsupportedColumnException;
import io.pointsman.sstable.CorruptBackupException;
import io.pointsman.sstable.SchemaException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import software.amazon.awssdk.core.exception.SdkException;

/** Gives a failure its name, by the innermost cause that has one. */
final class Failures {
  private Failures() {}

  static FailureReason reason(Throwable failure) {
    FailureReason reason = null;
    Throwable cause = failure;
    // The depth is bounded so that a chain that bites its own tail ends.
    for (int depth = 0; cause != null && depth < 50; depth++) {
      FailureReason named = named(cause);
      reason = named == null ? reason : named;
      cause = cause.getCause();
    }
    return reason == null ? FailureReason.SPARK_FAILED : reason;
  }

  private static FailureReason named(Throwable failure) {
    if (failure instanceof JobFailure job) {
      return job.reason();
    } else if (failure instanceof UnreadableBackupException backup) {
      return switch (backup.problem()) {
        case MISSING -> FailureReason.BACKUP_MISSING;
        case INCOMPLETE -> FailureReason.BACKUP_INCOMPLETE;
        case GONE -> FailureReason.BACKUP_GONE;
        case CHANGED, DAMAGED -> FailureReason.BACKUP_CORRUPT;
        case STORE -> FailureReason.STORE_UNAVAILABLE;
      };
    } else if (failure instanceof CorruptBackupException) {
      return FailureReason.BACKUP_CORRUPT;
    } else if (failure instanceof NoSuchFileException) {
      return FailureReason.BACKUP_GONE;
    } else if (failure instanceof SchemaException
        || failure instanceof UnsupportedColumnException
        || failure instanceof UnreadableValueException) {
      return FailureReason.SCHEMA_UNSUPPORTED;
    } else if (failure instanceof StoreException || failure instanceof SdkException) {
      return FailureReason.STORE_UNAVAILABLE;
    } else if (failure instanceof CommitStateUnknownException) {
      return FailureReason.COMMIT_UNKNOWN;
    } else if (failure instanceof NoSuchTableException) {
      return FailureReason.SCHEMA_CHANGED;
    } else if (failure instanceof CommitFailedException
        || failure instanceof ForbiddenException
        || failure instanceof NotFoundException
        || failure instanceof RESTException
        || failure instanceof UncheckedSQLException) {
      return FailureReason.CATALOG_UNAVAILABLE;
    } else if (failure instanceof OutOfMemoryError || saysOutOfMemory(failure.getMessage())) {
      return FailureReason.SPARK_OUT_OF_MEMORY;
    }
    return null;
  }

  /** What a driver is told of an executor that died of it. */
  private static boolean saysOutOfMemory(String message) {
    if (message == null) {
      return false;
    }
    String text = message.toLowerCase(Locale.ROOT);
    return text.contains("outofmemoryerror")
        || text.contains("exceeding memory limits")
        || text.contains("oomkilled")
        || text.contains("command exited with code 52");
  }
}

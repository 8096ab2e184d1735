package io.pointsman.legacy.reference;

import io.pointsman.decider.FailureReason;

/** The job cannot go on; the message is for people. */
final class JobFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  JobFailure(FailureReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  FailureReason reason() {
    return reason;
  }

  /** What an error of the job comes to: the innermost cause that says something. */
  static JobFailure of(Throwable error) {
    Throwable last = error;
    for (Throwable cause = error; cause != null; cause = next(cause)) {
      last = cause;
      if (cause instanceof JobFailure failure) {
        return failure;
      }
      if (cause instanceof UnsupportedColumnException) {
        return new JobFailure(FailureReason.SCHEMA_UNSUPPORTED, cause.getMessage(), error);
      }
      if (cause instanceof RowAssembler.DamagedValueException) {
        return new JobFailure(FailureReason.BACKUP_CORRUPT, cause.getMessage(), error);
      }
      if (cause instanceof java.nio.file.NoSuchFileException) {
        return new JobFailure(
            FailureReason.BACKUP_GONE, "An object is gone: " + cause.getMessage(), error);
      }
      if (cause instanceof OutOfMemoryError) {
        return new JobFailure(
            FailureReason.SPARK_OUT_OF_MEMORY, "Out of memory: " + cause.getMessage(), error);
      }
    }
    String message = last.getMessage() == null ? last.toString() : firstLine(last.getMessage());
    return new JobFailure(
        FailureReason.LEGACY_FAILED, last.getClass().getSimpleName() + ": " + message, error);
  }

  /** Spark carries a task's error to the driver as text of several lines and a stack. */
  private static String firstLine(String message) {
    int end = message.indexOf("\n\tat ");
    String cut = end < 0 ? message : message.substring(0, end);
    return cut.length() > 2000 ? cut.substring(0, 2000) + "…" : cut;
  }

  private static Throwable next(Throwable cause) {
    return cause.getCause() == cause ? null : cause.getCause();
  }
}

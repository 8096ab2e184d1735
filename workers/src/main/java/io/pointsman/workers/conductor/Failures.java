package io.pointsman.workers.conductor;

import io.pointsman.backup.StoreException;
import io.pointsman.control.RootCause;
import io.pointsman.decider.FailureClass;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.publication.UnsupportedTypeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Finds a failure's name, so that failures can be counted. */
public final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int LONGEST_MESSAGE = 2000;
  private static final int DEEPEST = 50;

  /** The answer for a task whose worker threw. */
  TaskAnswer.Failed answer(PolledTask task, Throwable thrown) {
    if (thrown instanceof TaskFailedException known) {
      return failed(known.reason(), RootCause.message(known), known.retry());
    }
    String message = RootCause.message(thrown);
    Optional<FailureReason> named = named(thrown);
    if (named.isPresent()) {
      FailureReason reason = named.get();
      return failed(reason, message, reason.failureClass() == FailureClass.RETRY);
    }
    LOG.error("{} {} of workflow {} failed", task.type(), task.id(), task.workflowId(), thrown);
    return failed(FailureReason.UNKNOWN, message, thrown instanceof IOException);
  }

  /** By the innermost cause that has a name: what is around it says less. */
  private static Optional<FailureReason> named(Throwable thrown) {
    FailureReason reason = null;
    Throwable cause = thrown;
    // The depth is bounded so that a chain that bites its own tail ends.
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      FailureReason name = name(cause);
      reason = name == null ? reason : name;
      cause = cause.getCause();
    }
    return Optional.ofNullable(reason);
  }

  private static FailureReason name(Throwable thrown) {
    if (thrown instanceof TaskFailedException known) {
      return known.reason();
    }
    if (thrown instanceof InvalidMovementException) {
      return FailureReason.INVALID_INPUT;
    }
    if (thrown instanceof UnsupportedTypeException) {
      return FailureReason.SCHEMA_UNSUPPORTED;
    }
    if (thrown instanceof StoreException
        || thrown instanceof NoSuchFileException
        || thrown instanceof UncheckedIOException
        || thrown instanceof SdkException) {
      return FailureReason.STORE_UNAVAILABLE;
    }
    if (thrown instanceof RESTException || thrown instanceof UncheckedSQLException) {
      return FailureReason.CATALOG_UNAVAILABLE;
    }
    return null;
  }

  private static TaskAnswer.Failed failed(FailureReason reason, String message, boolean retry) {
    String cut =
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    return new TaskAnswer.Failed(
        TaskOutput.summary("Failed: " + cut).put("failure", reason).put("message", cut).json(),
        reason,
        cut,
        retry);
  }
}

package io.pointsman.workers.conductor;

import io.pointsman.backup.StoreException;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.publication.UnsupportedTypeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a failure's name, so that failures can be counted. */
public final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int LONGEST_MESSAGE = 2000;

  /** The answer for a task whose worker threw. */
  TaskAnswer.Failed answer(PolledTask task, Throwable thrown) {
    if (thrown instanceof TaskFailedException known) {
      return failed(known.reason(), message(known), known.retry());
    }
    if (thrown instanceof InvalidMovementException invalid) {
      return failed(FailureReason.INVALID_INPUT, message(invalid), false);
    }
    if (thrown instanceof UnsupportedTypeException unsupported) {
      return failed(FailureReason.SCHEMA_UNSUPPORTED, message(unsupported), false);
    }
    if (thrown instanceof StoreException
        || thrown instanceof NoSuchFileException
        || thrown instanceof UncheckedIOException) {
      return failed(FailureReason.STORE_UNAVAILABLE, message(thrown), true);
    }
    if (thrown instanceof RESTException || thrown instanceof UncheckedSQLException) {
      return failed(FailureReason.CATALOG_UNAVAILABLE, message(thrown), true);
    }
    LOG.error("{} {} of workflow {} failed", task.type(), task.id(), task.workflowId(), thrown);
    return failed(FailureReason.UNKNOWN, message(thrown), thrown instanceof IOException);
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

  private static String message(Throwable thrown) {
    return thrown.getMessage() == null || thrown.getMessage().isBlank()
        ? thrown.getClass().getSimpleName()
        : thrown.getMessage();
  }
}

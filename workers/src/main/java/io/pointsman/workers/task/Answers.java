package io.pointsman.workers.task;

import io.pointsman.decider.FailureClass;
import io.pointsman.decider.FailureReason;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.run.RunResult;

/** The verdicts that the workflows' switches look at. */
final class Answers {
  static final String CLAIMED = "CLAIMED";
  static final String STAGED = "STAGED";
  static final String SERVED = "SERVED";
  static final String REFUSED = "REFUSED";
  private static final String STOP = "STOP";

  private Answers() {}

  static TaskAnswer served(RunResult result) {
    return new TaskAnswer.Done(
        TaskOutput.summary(result.summary()).put("verdict", SERVED).put("result", result).json());
  }

  /** The run ends with this reason: nothing else is tried. */
  static TaskOutput stop(FailureReason reason, String message) {
    return TaskOutput.summary("Stopped, nothing else is tried: " + message)
        .put("verdict", STOP)
        .put("failure", reason)
        .put("message", message);
  }

  /**
   * What follows from a failure by its class: STOP is an answer of its own, the others fail the
   * task.
   */
  static TaskAnswer stopOrFail(FailureReason reason, String message) throws TaskFailedException {
    if (reason.failureClass() == FailureClass.STOP) {
      return new TaskAnswer.Done(stop(reason, message).json());
    }
    throw switch (reason) {
      case CATALOG_UNAVAILABLE, STORE_UNAVAILABLE, COMMIT_UNKNOWN ->
          TaskFailedException.passing(reason, message, null);
      default -> TaskFailedException.terminal(reason, message);
    };
  }
}

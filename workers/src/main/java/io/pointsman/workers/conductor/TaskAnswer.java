package io.pointsman.workers.conductor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.FailureReason;
import java.time.Duration;

/**
 * What a worker says of a task. Its output begins with one sentence for people, {@code summary}.
 */
public sealed interface TaskAnswer {
  /** In the output of a task that goes on by itself: when it is to be looked at again. */
  String LOOK_AGAIN_AT = "lookAgainAt";

  ObjectNode output();

  /** The task is done. */
  record Done(ObjectNode output) implements TaskAnswer {}

  /** The task goes on by itself; it is to be offered again after a while. */
  record Waiting(ObjectNode output, Duration callBackAfter) implements TaskAnswer {}

  /**
   * The task has failed.
   *
   * @param retry whether Conductor may try it again, as its definition says
   */
  record Failed(ObjectNode output, FailureReason reason, String message, boolean retry)
      implements TaskAnswer {

    /** What stands in Conductor: the reason's name, then the message. */
    public String reasonForIncompletion() {
      return reason + ": " + message;
    }
  }
}

package io.pointsman.it.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The shipped task definitions with timeouts that one can wait for. */
final class Timeouts {
  /** Longer than any of our own tasks takes when nothing is wrong, also on a busy machine. */
  static final int RESPONSE_SECONDS = 15;

  static final int POLL_SECONDS = 15;
  private static final int LONGEST_SECONDS = 150;
  private static final int LONGEST_JOB_SECONDS = 280;

  private Timeouts() {}

  static ObjectNode shortened(ObjectNode task) {
    if (task.has("pollTimeoutSeconds")) {
      task.put("pollTimeoutSeconds", POLL_SECONDS);
    }
    boolean awaits = task.path("name").asText().startsWith("await_");
    return task.put("responseTimeoutSeconds", RESPONSE_SECONDS)
        .put("timeoutSeconds", awaits ? LONGEST_JOB_SECONDS : LONGEST_SECONDS)
        .put("retryLogic", "FIXED")
        .put("retryDelaySeconds", 1);
  }
}

package io.pointsman.it.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * How long a task may take, and how long everything else is waited for: the shipped definitions'
 * timeouts shortened as far as this machine's speed allows, for a task that times out although
 * nothing is wrong shows nothing.
 *
 * @param taskSeconds response and poll timeout of a task
 */
record Timeouts(int taskSeconds) {
  private static final int SHORTEST_SECONDS = 20;
  private static final int LONGEST_SECONDS = 60;

  /** A run without any fault takes so many times as long as a task may take, or less. */
  private static final int TASKS_IN_A_RUN = 3;

  private static final int JOBS_LONGEST = 18;
  private static final int TASKS_LONGEST = 8;

  /** For a machine that has nothing else to do. */
  static Timeouts shortest() {
    return new Timeouts(SHORTEST_SECONDS);
  }

  /** For a machine on which a run without any fault took so long. */
  static Timeouts after(Duration calmRun) {
    long seconds = calmRun.toSeconds() / TASKS_IN_A_RUN;
    return new Timeouts((int) Math.max(SHORTEST_SECONDS, Math.min(LONGEST_SECONDS, seconds)));
  }

  /** A shipped task definition with these timeouts. */
  ObjectNode shortened(ObjectNode task) {
    if (task.has("pollTimeoutSeconds")) {
      task.put("pollTimeoutSeconds", taskSeconds);
    }
    boolean awaits = task.path("name").asText().startsWith("await_");
    return task.put("responseTimeoutSeconds", taskSeconds)
        .put("timeoutSeconds", taskSeconds * (awaits ? JOBS_LONGEST : TASKS_LONGEST))
        .put("retryLogic", "FIXED")
        .put("retryDelaySeconds", 1);
  }

  /** Longer than a task, a poll or a heartbeat may take. */
  Duration tooLong() {
    return Duration.ofSeconds(taskSeconds + SHORTEST_SECONDS / 2);
  }

  /** Until a run must have ended, or come to a moment of its. */
  Duration run() {
    return Duration.ofSeconds((long) taskSeconds * JOBS_LONGEST);
  }
}

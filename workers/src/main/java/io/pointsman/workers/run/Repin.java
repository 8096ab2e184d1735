package io.pointsman.workers.run;

import io.pointsman.decider.BackupPin;
import java.time.Instant;
import java.util.List;

/**
 * That an execution reads another backup than was decided, as it lies on the control store: written
 * once an execution.
 *
 * @param from the backup that went away
 * @param to what is read instead
 * @param because what was seen, for people
 * @param passedOver what a user should know of the choice, never null
 * @param at when
 */
public record Repin(
    String from, BackupPin to, String because, List<String> passedOver, Instant at) {
  public Repin {
    passedOver = passedOver == null ? List.of() : List.copyOf(passedOver);
  }

  /** One sentence for people. */
  public String sentence() {
    return "re-pinned from " + from + " to " + to.backupId() + " because " + because;
  }
}

package io.pointsman.workers.run;

import io.pointsman.decider.StaticPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an execution was asked for beside its movement, fixed when it is decided.
 *
 * @param deadline when the run gives up
 * @param sparkDeadline when the Spark path gives up, so that legacy has time
 * @param sparkAttempts Spark attempts, from 1
 * @param allowBackInTime whether an earlier backup may replace a later one
 * @param partition the one partition that is overwritten, or null when the whole table is replaced
 * @param notes what a user should know of the backup that was chosen, never null
 * @param asked which backup the input asked for, never null
 */
public record RunSettings(
    Instant deadline,
    Instant sparkDeadline,
    int sparkAttempts,
    boolean allowBackInTime,
    StaticPartition partition,
    List<String> notes,
    AskedBackup asked) {
  public RunSettings {
    notes = notes == null ? List.of() : List.copyOf(notes);
    asked = asked == null ? AskedBackup.ANY : asked;
  }

  /** The same settings with more to know. */
  RunSettings withNotes(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new RunSettings(
        deadline, sparkDeadline, sparkAttempts, allowBackInTime, partition, all, asked);
  }

  RunSettings overwriting(StaticPartition one) {
    return new RunSettings(
        deadline, sparkDeadline, sparkAttempts, allowBackInTime, one, notes, asked);
  }
}

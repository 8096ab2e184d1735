package io.pointsman.workers.run;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds the backup that an execution is to read. */
public interface BackupFinder {

  /**
   * What is asked for.
   *
   * @param source where the backups lie
   * @param movement whose source table must be in it
   * @param backupId one backup by its id, or null
   * @param asOf the newest complete one taken by then, or null for any
   * @param referenceTime what TTLs are judged at, or null for when it was taken
   * @param neededUntil the run's deadline: one that is not kept until then is not chosen; null for
   *     whatever is there now
   */
  record Request(
      SourceDefinition source,
      Movement movement,
      String backupId,
      Instant asOf,
      Instant referenceTime,
      Instant neededUntil) {}

  /** What was found. */
  sealed interface Found {
    /**
     * A complete backup.
     *
     * @param pin what fixes it
     * @param schema CQL text that came with it
     * @param bytes of the table's files on the store, by all nodes that are read
     * @param notes what a user should know: newer, incomplete backups that were passed over
     */
    record Pinned(BackupPin pin, String schema, long bytes, List<String> notes) implements Found {}

    /**
     * None.
     *
     * @param message which were looked at, and what is missing in them
     */
    record None(String message) implements Found {}
  }

  /**
   * Looks in the object store.
   *
   * @throws IOException when the store does not answer
   */
  Found find(Request request) throws IOException;

  /**
   * What is wrong now with a backup that was pinned before, or empty when it is what it was.
   *
   * @param source where the backups lie
   * @param movement whose source table is read
   * @throws IOException when the store does not answer
   */
  Optional<String> missing(SourceDefinition source, Movement movement, BackupPin pin)
      throws IOException;
}

package io.pointsman.decider.job;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Connector;
import io.pointsman.decider.StaticPartition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where rows come from, as it stands in the summary of the Iceberg snapshot that holds them:
 * written when a job stages, read by audit and publish, and left in the table for whoever asks
 * later.
 *
 * @param runId Conductor's workflow id
 * @param execution the pass through the run, from 1
 * @param connector the engine that wrote the rows
 * @param attempt that engine's attempt, from 1
 * @param movementId the movement's names
 * @param backupId the backup that was really read, or null when the engine cannot say
 * @param takenAt when that backup was taken, or null when the engine cannot say
 * @param referenceTime what TTLs were really judged at, or null when the engine cannot say
 * @param rows rows that the engine emitted, or null when it was not known yet when the snapshot was
 *     written
 * @param versions what wrote it, for people, or null
 * @param partition the one partition that they are, as {@link StaticPartition} writes it, or null
 *     when they are the whole table
 */
public record Lineage(
    String runId,
    int execution,
    Connector connector,
    int attempt,
    String movementId,
    String backupId,
    Instant takenAt,
    Instant referenceTime,
    Long rows,
    String versions,
    String partition) {

  public static final String RUN_ID = "pointsman.run-id";
  public static final String EXECUTION = "pointsman.execution";
  public static final String CONNECTOR = "pointsman.connector";
  public static final String ATTEMPT = "pointsman.attempt";
  public static final String MOVEMENT_ID = "pointsman.movement-id";
  public static final String BACKUP_ID = "pointsman.backup-id";

  /** ISO-8601 instant. */
  public static final String TAKEN_AT = "pointsman.taken-at";

  /** ISO-8601 instant. */
  public static final String REFERENCE_TIME = "pointsman.reference-time";

  public static final String ROWS = "pointsman.rows";
  public static final String VERSIONS = "pointsman.versions";

  /** {@code column=value/…}, URL-encoded; absent when the rows are the whole table. */
  public static final String PARTITION = "pointsman.partition";

  /** The lineage of a job that reads the pin it was given. */
  public static Lineage of(JobRequest request, Long rows, String versions) {
    BackupPin pin = request.pin();
    return new Lineage(
        request.key().runId(),
        request.key().execution(),
        request.key().connector(),
        request.key().attempt(),
        request.movement().id(),
        pin == null ? null : pin.backupId(),
        pin == null ? null : pin.takenAt(),
        pin == null ? null : pin.referenceTime(),
        rows,
        versions,
        request.partition() == null ? null : request.partition().toString());
  }

  /** The same of so many rows. */
  public Lineage withRows(long counted) {
    return new Lineage(
        runId,
        execution,
        connector,
        attempt,
        movementId,
        backupId,
        takenAt,
        referenceTime,
        counted,
        versions,
        partition);
  }

  /**
   * Reads it from a snapshot's summary.
   *
   * @return empty when the summary has none, or one that is damaged: a snapshot that does not say
   *     plainly that it is ours is somebody else's
   */
  public static Optional<Lineage> read(Map<String, String> summary) {
    if (summary == null || !summary.containsKey(RUN_ID) || !summary.containsKey(EXECUTION)) {
      return Optional.empty();
    }
    try {
      String rows = summary.get(ROWS);
      return Optional.of(
          new Lineage(
              summary.get(RUN_ID),
              Integer.parseInt(summary.get(EXECUTION)),
              Connector.valueOf(summary.getOrDefault(CONNECTOR, "")),
              Integer.parseInt(summary.getOrDefault(ATTEMPT, "")),
              summary.get(MOVEMENT_ID),
              summary.get(BACKUP_ID),
              instant(summary.get(TAKEN_AT)),
              instant(summary.get(REFERENCE_TIME)),
              rows == null ? null : Long.valueOf(rows),
              summary.get(VERSIONS),
              summary.get(PARTITION)));
    } catch (IllegalArgumentException | DateTimeException damaged) {
      return Optional.empty();
    }
  }

  /** The summary's entries, in a fixed order; what is null is left out. */
  public Map<String, String> toSummary() {
    Map<String, String> summary = new LinkedHashMap<>();
    put(summary, RUN_ID, runId);
    put(summary, EXECUTION, execution);
    put(summary, CONNECTOR, connector);
    put(summary, ATTEMPT, attempt);
    put(summary, MOVEMENT_ID, movementId);
    put(summary, BACKUP_ID, backupId);
    put(summary, TAKEN_AT, takenAt);
    put(summary, REFERENCE_TIME, referenceTime);
    put(summary, ROWS, rows);
    put(summary, VERSIONS, versions);
    put(summary, PARTITION, partition);
    return summary;
  }

  /** The job that wrote it. */
  public JobKey key() {
    return new JobKey(runId, execution, connector, attempt);
  }

  private static void put(Map<String, String> summary, String key, Object value) {
    if (value != null) {
      summary.put(key, value.toString());
    }
  }

  private static Instant instant(String text) {
    return text == null ? null : Instant.parse(text);
  }
}

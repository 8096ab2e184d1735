package io.pointsman.decider.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.WriteMode;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the registry knows of a movement; it overrules what a caller's input says.
 *
 * @param movement names, data model, cohort and labels
 * @param owner who answers for it, or null
 * @param maxBackupAge how old the backup may be, at the time of the decision; null for any age
 * @param onNoBackup what happens without a backup, or with one that is too old; LEGACY when not
 *     said
 * @param writeMode how runs write, or null to leave it to each run's input
 * @param partitionColumns the columns that each run names a partition by, with their types; never
 *     null, empty to leave them to each run's input
 * @param legacy settings for the legacy engine, never null, sorted by key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MovementDefinition(
    Movement movement,
    String owner,
    Duration maxBackupAge,
    OnNoBackup onNoBackup,
    WriteMode writeMode,
    Map<String, PartitionType> partitionColumns,
    Map<String, String> legacy) {

  public MovementDefinition {
    if (movement == null) {
      throw new InvalidMovementException("movement", "is missing");
    }
    if (maxBackupAge != null && (maxBackupAge.isNegative() || maxBackupAge.isZero())) {
      throw new InvalidMovementException(
          "maxBackupAge", "is " + maxBackupAge + "; it is longer than nothing, such as PT26H");
    }
    onNoBackup = onNoBackup == null ? OnNoBackup.LEGACY : onNoBackup;
    partitionColumns =
        partitionColumns == null
            ? Map.of()
            : Collections.unmodifiableMap(new TreeMap<>(partitionColumns));
    partitionColumns
        .keySet()
        .forEach(column -> StaticPartition.checkColumn("partitionColumns", column));
    if (!partitionColumns.isEmpty() && writeMode != WriteMode.OVERWRITE_PARTITION) {
      throw new InvalidMovementException(
          "partitionColumns", "are given, but writeMode is not overwrite-partition");
    }
    legacy = legacy == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(legacy));
  }

  /** A movement of which no more is known than its caller says. */
  public static MovementDefinition of(Movement movement) {
    return new MovementDefinition(movement, null, null, null, null, null, null);
  }
}

package io.pointsman.workers.run;

import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.WriteMode;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.publication.Destination;

/** Which of the destination's rows a run replaces. */
final class WriteTarget {
  private WriteTarget() {}

  /**
   * What the registry says, else what the caller says, else the whole table. A caller that
   * contradicts the registry is refused rather than overruled in silence: one of the two would lose
   * rows.
   *
   * @return the partition, its types not yet held against the table; null for the whole table
   * @throws InvalidMovementException naming the field
   */
  static StaticPartition of(MovementInput input, MovementDefinition definition) {
    boolean registered = definition.writeMode() != null;
    WriteMode mode = registered ? definition.writeMode() : input.writeMode();
    StaticPartition partition = input.partition();
    if (mode == WriteMode.OVERWRITE_PARTITION) {
      if (partition == null) {
        throw new InvalidMovementException(
            "partition",
            "is missing; %s that a run of this movement overwrites one partition: name it by %s"
                .formatted(
                    registered ? "the registry says" : "writeMode says",
                    definition.partitionColumns().isEmpty()
                        ? "column and value, such as {\"snapshot_date\": \"2027-01-31\"}"
                        : String.join(", ", definition.partitionColumns().keySet())));
      }
      if (!definition.partitionColumns().isEmpty()
          && !definition.partitionColumns().keySet().equals(partition.columns())) {
        throw new InvalidMovementException(
            "partition",
            "names %s; the registry says that this movement's partitions are named by %s"
                .formatted(
                    String.join(", ", partition.columns()),
                    String.join(", ", definition.partitionColumns().keySet())));
      }
      return partition;
    }
    if (partition != null) {
      throw new InvalidMovementException(
          "partition",
          "is given, but %s; use writeMode overwrite-partition, or leave the partition out"
              .formatted(
                  registered
                      ? "the registry says that this movement replaces the whole table"
                      : mode == null
                          ? "writeMode is not, and a run replaces the whole table"
                          : "writeMode says to replace the whole table"));
    }
    return null;
  }

  /**
   * Refuses to take a forgotten {@code writeMode} for the wish to replace all partitions by one
   * run's rows.
   *
   * @throws InvalidMovementException when the table was written by partition, and nobody says how
   *     this run writes
   */
  static void checkForgotten(
      MovementInput input, MovementDefinition definition, Destination.Standing table) {
    if (definition.writeMode() == null && input.writeMode() == null && table.partition() != null) {
      throw new InvalidMovementException(
          "writeMode",
          "is missing; the table's newest run overwrote the partition %s only. Say"
                  .formatted(table.partition())
              + " overwrite-partition with a partition, or replace to replace the whole table");
    }
  }
}

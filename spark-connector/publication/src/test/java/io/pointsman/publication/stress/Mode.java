package io.pointsman.publication.stress;

import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import java.util.List;
import java.util.SplittableRandom;

/** What runs write. */
enum Mode {
  /** Every run the whole table. */
  REPLACE,
  /** Every run one of two partitions. */
  OVERWRITE_PARTITION,
  /** Some the one, some the other. */
  MIXED;

  private static final List<StaticPartition> PARTITIONS =
      List.of(day("2027-01-30"), day("2027-01-31"));

  /** What a run writes; null for the whole table. */
  StaticPartition partition(SplittableRandom random) {
    boolean whole =
        switch (this) {
          case REPLACE -> true;
          case OVERWRITE_PARTITION -> false;
          case MIXED -> random.nextInt(3) == 0;
        };
    return whole ? null : PARTITIONS.get(random.nextInt(PARTITIONS.size()));
  }

  /** Where another writer writes; null in a table that is not partitioned. */
  StaticPartition elsewhere(SplittableRandom random) {
    return this == REPLACE ? null : PARTITIONS.get(random.nextInt(PARTITIONS.size()));
  }

  private static StaticPartition day(String date) {
    return new StaticPartition(
        List.of(new StaticPartition.Value("snapshot_date", PartitionType.DATE, date)));
  }
}

package io.pointsman.it.fuzz;

import io.pointsman.backup.Backup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A fault that is put into the comparison on purpose, to see the fuzzer find it. */
enum Plant {
  NONE,
  /** TTLs are judged an hour before the nodes judged them. */
  EARLIER_CLOCK {
    @Override
    Instant judgedAt(Instant time) {
      return time.minus(Duration.ofHours(1));
    }
  },
  /** The last SSTable of each table is left out, with the tombstones that it holds. */
  LOST_SSTABLE {
    @Override
    List<Backup.SSTable> left(List<Backup.SSTable> sstables) {
      return sstables.size() < 2 ? sstables : sstables.subList(0, sstables.size() - 1);
    }
  };

  Instant judgedAt(Instant time) {
    return time;
  }

  List<Backup.SSTable> left(List<Backup.SSTable> sstables) {
    return sstables;
  }
}

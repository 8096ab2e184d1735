package io.pointsman.source;

import io.pointsman.sstable.WidePartition;
import java.util.List;

/**
 * The tasks of a scan.
 *
 * @param splits one a task
 * @param wide Cassandra partitions that are cut
 * @param sstablesOpened by all tasks together
 * @param requests that it took to plan them, beside those that look for wide partitions
 */
record SplitPlan(List<Split> splits, List<WidePartition> wide, long sstablesOpened, long requests) {
  SplitPlan {
    splits = List.copyOf(splits);
    wide = List.copyOf(wide);
  }

  /** What is to be said of it beside the sizing. */
  String text() {
    int parts = wide.stream().mapToInt(each -> each.cuts().size()).sum();
    String cut =
        wide.isEmpty()
            ? ""
            : "; %d wide Cassandra partitions cut into %d tasks".formatted(wide.size(), parts);
    return "%d tasks, %d SSTables opened by them%s".formatted(splits.size(), sstablesOpened, cut);
  }
}

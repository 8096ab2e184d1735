package io.pointsman.source;

import io.pointsman.sstable.TokenSpans;
import io.pointsman.sstable.WidePartition;
import java.util.List;

/**
 * The tasks of a scan.
 *
 * @param splits one a task
 * @param wide Cassandra partitions that are cut
 * @param sstablesOpened by all tasks together
 * @param spans what it took to find out where the SSTables lie
 * @param millis that planning took
 */
record SplitPlan(
    List<Split> splits,
    List<WidePartition> wide,
    long sstablesOpened,
    TokenSpans.Found spans,
    long millis) {
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
    int most = splits.stream().mapToInt(split -> split.sstables().size()).max().orElse(0);
    return ("%d tasks, %d SSTables opened by them and by none more than %d%s; planned in %d ms, with"
            + " %d requests for %d bytes to see where SSTables lie")
        .formatted(
            splits.size(), sstablesOpened, most, cut, millis, spans.requests(), spans.bytes());
  }
}

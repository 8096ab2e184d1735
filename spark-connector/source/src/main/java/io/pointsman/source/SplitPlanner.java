package io.pointsman.source;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import io.pointsman.source.TokenRanges.TokenRange;
import io.pointsman.sstable.PartitionCut;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowSelection;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TokenSpan;
import io.pointsman.sstable.TokenSpans;
import io.pointsman.sstable.WidePartition;
import io.pointsman.sstable.WidePartitions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Shares a scan out to tasks: token ranges of equal width, of which a Cassandra partition that is
 * too large for one task is cut out and shared by several. Each is given the SSTables that may have
 * something for it.
 */
final class SplitPlanner {
  /** Below this a part of a partition costs more to open than to read. */
  private static final long SMALLEST_CUT_BYTES = 64 << 10;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final TokenSpans.Found NOT_ASKED = new TokenSpans.Found(List.of(), 0, 0);

  private final ObjectStore store;
  private final BackupTable table;
  private final Pruning pruning;
  private final Sizing sizing;

  SplitPlanner(ObjectStore store, BackupTable table, Pruning pruning, Sizing sizing) {
    this.store = store;
    this.table = table;
    this.pruning = pruning;
    this.sizing = sizing;
  }

  /**
   * Plans; asks the store only when there is more than one task.
   *
   * @throws IOException when the store does not answer, or an SSTable's statistics are damaged
   */
  SplitPlan plan() throws IOException {
    long begun = System.nanoTime();
    if (pruning.isEmpty()) {
      return new SplitPlan(List.of(), List.of(), 0, NOT_ASKED, 0);
    }
    TokenSpans.Found spans = spans();
    List<WidePartition> wide = sizing.splits() > 1 ? wide() : List.of();
    List<Split> splits =
        (pruning.keys() == null ? ranges(wide) : lookUps(wide))
            .stream().map(split -> withSSTables(split, spans.spans())).toList();
    return new SplitPlan(
        splits,
        wide,
        splits.stream().mapToLong(split -> split.sstables().size()).sum(),
        spans,
        (System.nanoTime() - begun) / NANOS_PER_MILLI);
  }

  private TokenSpans.Found spans() throws IOException {
    return sizing.splits() > 1 && table.sstables().size() > 1
        ? TokenSpans.read(store, table.sstables())
        : NOT_ASKED;
  }

  private List<WidePartition> wide() throws IOException {
    ScanRequest request =
        new ScanRequest(
            table.schemaCql(),
            table.schema().keyspace(),
            table.schema().table(),
            table.sstables(),
            pruning.tokens().startExclusive(),
            pruning.tokens().endInclusive(),
            table.referenceTime(),
            List.of());
    long bytes = Math.max(SMALLEST_CUT_BYTES, sizing.dataBytes() / sizing.splits());
    return WidePartitions.find(
        store,
        request,
        new RowSelection(pruning.keys(), pruning.clustering(), false),
        bytes,
        ReadSettings.defaults());
  }

  private List<Split> ranges(List<WidePartition> wide) {
    List<Split> splits = new ArrayList<>();
    int next = 0;
    for (TokenRange range : TokenRanges.of(pruning.tokens(), sizing.splits())) {
      long start = range.startExclusive();
      for (; next < wide.size() && wide.get(next).token() <= range.endInclusive(); next++) {
        long token = wide.get(next).token();
        add(splits, start, token - 1);
        for (PartitionCut cut : wide.get(next).cuts()) {
          splits.add(new Split(new TokenRange(token - 1, token), null, cut, List.of(), List.of()));
        }
        start = token;
      }
      add(splits, start, range.endInclusive());
    }
    return splits;
  }

  private static void add(List<Split> splits, long start, long end) {
    if (start < end) {
      splits.add(new Split(new TokenRange(start, end), null, null, List.of(), List.of()));
    }
  }

  private List<Split> lookUps(List<WidePartition> wide) {
    List<Split> splits = new ArrayList<>();
    Set<ByteBuffer> areCut = new HashSet<>();
    for (WidePartition each : wide) {
      areCut.add(ByteBuffer.wrap(each.key()));
      for (PartitionCut cut : each.cuts()) {
        splits.add(
            new Split(
                new TokenRange(each.token() - 1, each.token()),
                List.of(each.key()),
                cut,
                List.of(),
                List.of()));
      }
    }
    List<byte[]> keys =
        pruning.keys().stream().filter(key -> !areCut.contains(ByteBuffer.wrap(key))).toList();
    int groups = Math.min(keys.size(), sizing.leastSplits());
    for (int i = 0; i < groups; i++) {
      splits.add(
          new Split(
              pruning.tokens(),
              keys.subList(keys.size() * i / groups, keys.size() * (i + 1) / groups),
              null,
              List.of(),
              List.of()));
    }
    return splits;
  }

  /** The same with the SSTables that may have something for it. */
  private Split withSSTables(Split split, List<TokenSpan> spans) {
    List<Backup.SSTable> sstables = new ArrayList<>();
    List<TokenSpan> theirs = new ArrayList<>();
    for (int i = 0; i < table.sstables().size(); i++) {
      Backup.SSTable sstable = table.sstables().get(i);
      TokenSpan span = spans.isEmpty() ? TokenSpan.UNKNOWN : believed(spans.get(i));
      if (span.meets(split.range().startExclusive(), split.range().endInclusive())
          && sstable
              .owned()
              .intersects(split.range().startExclusive(), split.range().endInclusive())) {
        sstables.add(sstable);
        theirs.add(span);
      }
    }
    return new Split(split.range(), split.keys(), split.cut(), sstables, theirs);
  }

  /** One without a checksum only when all of the ring is read: see {@link TokenSpan}. */
  private TokenSpan believed(TokenSpan span) {
    return span.isChecked() || pruning.isWholeRing() ? span : TokenSpan.UNKNOWN;
  }
}

package io.pointsman.sstable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.ClusteringComparator;
import org.apache.cassandra.db.ClusteringPrefix;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.rows.AbstractUnfilteredRowIterator;
import org.apache.cassandra.db.rows.EncodingStats;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Rows;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.db.rows.UnfilteredRowIterators;

/**
 * One Cassandra partition of several SSTables, merged as Cassandra merges it, for less where what
 * comes out is one of its versions as it stands:
 *
 * <ul>
 *   <li>A row that has every column, and was written after all that another SSTable holds. That
 *       SSTable's version is passed over, without a look into it.
 *   <li>Versions that are the same, as replicas have them.
 * </ul>
 *
 * All other rows go through Cassandra's {@link Row.Merger}, and from a partition's first range
 * tombstone on through its merge of partitions, as does a whole partition that was deleted once.
 *
 * <p>That only the newest write of each cell counts holds for all but counters, which are left to
 * Cassandra. How new an SSTable's writes are stands in its statistics, by which Cassandra's own
 * queries leave out SSTables, too ({@code SinglePartitionReadCommand}, Cassandra 5.0); they are
 * believed when they have a checksum.
 */
final class PartitionMerge extends AbstractUnfilteredRowIterator {
  private final List<UnfilteredRowIterator> versions;
  private final ClusteringComparator order;

  /** Those that have something left, in the order of what comes next in them. */
  private final PartitionVersion[] waiting;

  /** Whether what comes next in one has the place of what comes next in the one before it. */
  private final boolean[] sameAsBefore;

  private int left;

  /** Those that go on to what comes next in them. */
  private final PartitionVersion[] moving;

  private int moves;
  private final List<Row> rows = new ArrayList<>();
  private final Row.Merger merger;

  /** The merge of what is left, by Cassandra; null as long as that is not needed. */
  private UnfilteredRowIterator rest;

  private PartitionMerge(List<UnfilteredRowIterator> versions, Row staticRow) {
    super(
        versions.get(0).metadata(),
        versions.get(0).partitionKey(),
        DeletionTime.LIVE,
        versions.get(0).columns(),
        staticRow,
        false,
        EncodingStats.NO_STATS);
    this.order = metadata.comparator;
    this.versions = versions;
    this.waiting = new PartitionVersion[versions.size()];
    this.sameAsBefore = new boolean[versions.size()];
    this.moving = versions.toArray(PartitionVersion[]::new);
    this.moves = versions.size();
    this.merger = new Row.Merger(versions.size(), columns.regulars.hasComplex());
  }

  /**
   * Merges the versions of a partition.
   *
   * @param versions at least one; all that comes of them is read through the result, which closes
   *     them
   */
  static UnfilteredRowIterator of(List<UnfilteredRowIterator> versions) {
    // One alone is passed on as it is.
    if (versions.size() == 1
        || versions.get(0).metadata().isCounter()
        || !versions.stream().allMatch(PartitionMerge::isPlain)) {
      return UnfilteredRowIterators.merge(versions);
    }
    return new PartitionMerge(versions, staticRow(versions));
  }

  private static boolean isPlain(UnfilteredRowIterator version) {
    return version instanceof PartitionVersion && version.partitionLevelDeletion().isLive();
  }

  private static Row staticRow(List<UnfilteredRowIterator> versions) {
    Row.Merger merger =
        new Row.Merger(versions.size(), versions.get(0).columns().statics.hasComplex());
    int found = 0;
    for (UnfilteredRowIterator version : versions) {
      if (!version.staticRow().isEmpty()) {
        merger.add(found++, version.staticRow());
      }
    }
    Row merged = found == 0 ? null : merger.merge(DeletionTime.LIVE);
    return merged == null ? Rows.EMPTY_STATIC_ROW : merged;
  }

  @Override
  protected Unfiltered computeNext() {
    while (rest == null) {
      while (moves > 0) {
        place(moving[--moves]);
      }
      if (left == 0) {
        return endOfData();
      }
      if (waiting[0].peek() instanceof Clustering<?>) {
        takeFirst();
        Row merged = merged();
        if (merged != null) {
          return merged;
        }
      } else {
        rest = UnfilteredRowIterators.merge(List.of(Arrays.copyOf(waiting, left)));
      }
    }
    return rest.hasNext() ? rest.next() : endOfData();
  }

  /** Most often what comes next in it comes first, or beside the first. */
  private void place(PartitionVersion version) {
    ClusteringPrefix<?> next = version.peek();
    if (next == null) {
      return;
    }
    int at = 0;
    boolean same = false;
    while (at < left && !same) {
      int compared = order.compare(next, waiting[at].peek());
      if (compared < 0) {
        break;
      }
      same = compared == 0;
      at++;
      while (!same && at < left && sameAsBefore[at]) {
        at++;
      }
    }
    System.arraycopy(waiting, at, waiting, at + 1, left - at);
    System.arraycopy(sameAsBefore, at, sameAsBefore, at + 1, left - at);
    waiting[at] = version;
    sameAsBefore[at] = same;
    left++;
  }

  /** Those whose next row is the first are to be moved. */
  private void takeFirst() {
    do {
      moving[moves] = waiting[moves];
      moves++;
    } while (moves < left && sameAsBefore[moves]);
    left -= moves;
    System.arraycopy(waiting, moves, waiting, 0, left);
    System.arraycopy(sameAsBefore, moves, sameAsBefore, 0, left);
  }

  /** The row that comes next in those that are to be moved; null when nothing is in it. */
  private Row merged() {
    if (moves == 1) {
      return moving[0].take();
    }
    rows.clear();
    int newest = newest();
    keep(moving[newest].take());
    long covered = moving[newest].covers();
    for (int i = 0; i < moves; i++) {
      if (i == newest) {
        continue;
      }
      if (moving[i].newestWrite() < covered) {
        moving[i].skip();
      } else {
        keep(moving[i].take());
      }
    }
    if (rows.size() < 2) {
      return rows.isEmpty() ? null : rows.get(0);
    }
    merger.clear();
    for (int i = 0; i < rows.size(); i++) {
      merger.add(i, rows.get(i));
    }
    return merger.merge(DeletionTime.LIVE);
  }

  /** The one whose row is the most likely to be newer than all others' writes. */
  private int newest() {
    int newest = 0;
    for (int i = 1; i < moves; i++) {
      if (moving[i].newestWrite() > moving[newest].newestWrite()) {
        newest = i;
      }
    }
    return newest;
  }

  private void keep(Row row) {
    if (row != null && !rows.contains(row)) {
      rows.add(row);
    }
  }

  @Override
  public void close() {
    // The scanners own the files; each partition learns that no more of it is read.
    if (rest != null) {
      rest.close();
    }
    versions.forEach(UnfilteredRowIterator::close);
  }
}

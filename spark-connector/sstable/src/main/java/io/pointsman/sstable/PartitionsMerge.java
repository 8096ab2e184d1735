package io.pointsman.sstable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.cassandra.db.partitions.AbstractUnfilteredPartitionIterator;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.MergeIterator;

/** The Cassandra partitions of several SSTables, each of them merged while it is read. */
final class PartitionsMerge extends AbstractUnfilteredPartitionIterator {
  private final TableMetadata table;
  private final MergeIterator<UnfilteredRowIterator, UnfilteredRowIterator> partitions;

  PartitionsMerge(TableMetadata table, List<UnfilteredPartitionIterator> scanners) {
    this.table = table;
    this.partitions =
        MergeIterator.get(
            scanners, Comparator.comparing(UnfilteredRowIterator::partitionKey), new Versions());
  }

  /** Collects what the SSTables hold of one partition. */
  private static final class Versions
      extends MergeIterator.Reducer<UnfilteredRowIterator, UnfilteredRowIterator> {
    private final List<UnfilteredRowIterator> versions = new ArrayList<>();

    @Override
    protected void onKeyChange() {
      versions.clear();
    }

    @Override
    public void reduce(int scanner, UnfilteredRowIterator partition) {
      versions.add(partition);
    }

    @Override
    protected UnfilteredRowIterator getReduced() {
      return PartitionMerge.of(List.copyOf(versions));
    }
  }

  @Override
  public TableMetadata metadata() {
    return table;
  }

  @Override
  public boolean hasNext() {
    return partitions.hasNext();
  }

  @Override
  public UnfilteredRowIterator next() {
    return partitions.next();
  }

  @Override
  public void close() {
    partitions.close();
  }
}

package io.pointsman.sstable;

import java.util.NoSuchElementException;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.schema.TableMetadata;

/** The Cassandra partitions of an SSTable that were looked up, without what lies beside them. */
final class WantedPartitions implements UnfilteredPartitionIterator {
  private final PartitionScanner all;
  private final PartitionLookup lookup;
  private UnfilteredRowIterator next;

  WantedPartitions(PartitionScanner all, PartitionLookup lookup) {
    this.all = all;
    this.lookup = lookup;
  }

  @Override
  public TableMetadata metadata() {
    return all.metadata();
  }

  @Override
  public boolean hasNext() {
    while (next == null && all.hasNext()) {
      UnfilteredRowIterator partition = all.next();
      if (lookup.wants(partition.partitionKey())) {
        next = partition;
      }
      // Another key of the same token is not closed: what is closed early is not read to its end,
      // and the wanted one comes after it.
    }
    return next != null;
  }

  @Override
  public UnfilteredRowIterator next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    UnfilteredRowIterator partition = next;
    next = null;
    return partition;
  }

  @Override
  public void close() {
    all.close();
  }
}

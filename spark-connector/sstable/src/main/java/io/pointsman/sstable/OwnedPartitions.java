package io.pointsman.sstable;

import io.pointsman.backup.TokenSet;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.schema.TableMetadata;

/**
 * The Cassandra partitions of an SSTable that its node is a replica of. What it kept after it lost
 * their range may be deleted since, and its tombstones be gone everywhere else.
 */
final class OwnedPartitions implements UnfilteredPartitionIterator {
  private final UnfilteredPartitionIterator all;
  private final TokenSet owned;
  private final AtomicLong leftOut;
  private UnfilteredRowIterator next;

  /**
   * @param leftOut counts those of others
   */
  private OwnedPartitions(UnfilteredPartitionIterator all, TokenSet owned, AtomicLong leftOut) {
    this.all = all;
    this.owned = owned;
    this.leftOut = leftOut;
  }

  static UnfilteredPartitionIterator of(
      UnfilteredPartitionIterator all, TokenSet owned, AtomicLong leftOut) {
    return owned.isEverything() ? all : new OwnedPartitions(all, owned, leftOut);
  }

  @Override
  public TableMetadata metadata() {
    return all.metadata();
  }

  @Override
  public boolean hasNext() {
    while (next == null && all.hasNext()) {
      UnfilteredRowIterator partition = all.next();
      if (owned.contains((Long) partition.partitionKey().getToken().getTokenValue())) {
        next = partition;
      } else {
        leftOut.incrementAndGet();
        partition.close();
      }
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

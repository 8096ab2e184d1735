package io.pointsman.sstable;

import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.ClusteringPrefix;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;

/** What one SSTable holds of a Cassandra partition; rows of it can be passed over undecoded. */
interface PartitionVersion extends UnfilteredRowIterator {
  /**
   * The place of what comes next, of which no more is decoded than has to be; null at the
   * partition's end. A {@link Clustering} is a row's.
   */
  ClusteringPrefix<?> peek();

  /** The row that comes next, which {@link #peek} saw; null when nothing is in it. */
  Row take();

  /** Passes over the row that comes next, which {@link #peek} saw. */
  void skip();

  /** What {@link PlainRows#covers} says of the row that was taken last. */
  long covers();

  /**
   * The time of its SSTable's newest write or deletion, in microseconds; {@link Long#MAX_VALUE}
   * when what says so has no checksum.
   */
  long newestWrite();
}

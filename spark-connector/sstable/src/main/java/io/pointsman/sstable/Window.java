package io.pointsman.sstable;

import org.apache.cassandra.db.BufferClusteringBound;
import org.apache.cassandra.db.ClusteringBound;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.Slice;

/**
 * The rows of Cassandra partitions that an SSTable is read for.
 *
 * @param only the partition that it is about, or null for all
 * @param slice the rows that are wanted; others do not come
 * @param likelyEnd where reading will end, most likely: no more than that is fetched ahead
 */
record Window(DecoratedKey only, Slice slice, ClusteringBound<?> likelyEnd) {

  static Window of(Slice slice) {
    return new Window(null, slice, slice.end());
  }

  /**
   * A part of one partition. Whether that has static values only, is for its first part to find
   * out, which therefore may have to look on until it finds a row.
   */
  static Window of(DecoratedKey only, Slice slice, boolean isFirst) {
    return isFirst
        ? new Window(only, Slice.make(slice.start(), BufferClusteringBound.TOP), slice.end())
        : new Window(only, slice, slice.end());
  }

  boolean isAbout(DecoratedKey key) {
    return only == null || only.equals(key);
  }

  /** Whether all of a partition's rows are in it. */
  boolean isWhole() {
    return slice.start().isBottom() && slice.end().isTop();
  }
}

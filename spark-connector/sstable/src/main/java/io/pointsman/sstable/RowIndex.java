package io.pointsman.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.cassandra.db.ClusteringBound;

/** Where in a large Cassandra partition of one SSTable its rows lie, block by block. */
sealed interface RowIndex extends AutoCloseable permits PromotedRowIndex, TrieRowIndex {

  /**
   * Where to enter so as to see every row from {@code start} on.
   *
   * @return null for the partition's beginning
   */
  Entrance entrance(ClusteringBound<?> start) throws IOException;

  /**
   * A place in the uncompressed data that is likely not before the last row up to {@code end}; -1
   * when it is not known. It says what to fetch, not what to read.
   */
  long likelyEnd(ClusteringBound<?> end) throws IOException;

  /**
   * About that many rows, spread evenly over the partition's bytes, without its first one; in
   * order.
   */
  List<Place> places(int count) throws IOException;

  /**
   * One row that begins a block.
   *
   * @param clustering its values, as many as the index has
   * @param offset where it begins, from the partition's beginning
   */
  record Place(List<ByteBuffer> clustering, long offset) {}

  @Override
  void close();
}

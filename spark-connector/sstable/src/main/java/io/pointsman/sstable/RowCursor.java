package io.pointsman.sstable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The live rows of a token range, merged over all its SSTables and judged at the reference time;
 * one at a time, in token and clustering order. A Cassandra partition with static values and no
 * live row yields one row whose clustering and regular columns are null, as CQL does.
 *
 * <p>Not safe for use by several threads.
 */
public interface RowCursor extends Closeable {

  /** Moves to the next row: false at the end. */
  boolean next() throws IOException;

  /**
   * A column's value in the current row, in native protocol v5 serialization (a counter: eight
   * bytes big-endian), or null when it has none.
   *
   * @param column index into the columns that were asked for; valid until the next {@link #next()}
   */
  ByteBuffer value(int column);

  /**
   * The same value as bytes, which are nobody else's but must not be changed: they may be kept
   * without a copy.
   */
  byte[] bytes(int column);

  /** The Murmur3 token of the current row's Cassandra partition. */
  long token();

  /**
   * Where the current row's value of a column came from: one cell, or one for each element or field
   * of a column of several cells, null for a field without a value. Null when the column has no
   * value, or belongs to the primary key. Only when {@link RowSelection#origins} was asked for.
   *
   * @param column index into the columns that were asked for
   */
  CellOrigin[] origins(int column);

  /**
   * The data objects that hold a version of the current row, or of its static row when it has no
   * other, whether or not any of it is left. Only when {@link RowSelection#origins} was asked for.
   */
  List<String> versions();

  /** Bytes fetched from the store so far, by this cursor. */
  long bytesRead();

  /** Requests made to the store so far, by this cursor. */
  long requests();

  /** Nanoseconds that this cursor waited for data that it had asked the store for. */
  long waitedNanos();

  /** SSTables opened. */
  int sstablesOpened();

  /** Cassandra partitions read from SSTables so far, each as often as SSTables hold it. */
  long partitionsRead();

  /** Cassandra partitions left out so far, since their node is no replica of them. */
  long partitionsNotOwned();

  /** What a user should know, such as columns that are not in the schema; never null. */
  default List<String> notes() {
    return List.of();
  }

  @Override
  void close() throws IOException;
}

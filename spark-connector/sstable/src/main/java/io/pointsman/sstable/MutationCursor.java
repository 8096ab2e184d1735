package io.pointsman.sstable;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * What one SSTable says, unmerged and unjudged, in token and clustering order: tombstones and
 * expired values too. Cells of columns that were dropped after they were written are left out.
 *
 * <p>Not safe for use by several threads.
 */
public interface MutationCursor extends Closeable {

  /** Moves to the next mutation: false at the end. */
  boolean next() throws IOException;

  /** The mutation that {@link #next()} went to. */
  Mutation mutation();

  /** Bytes read so far. */
  long bytesRead();

  /** Requests made so far. */
  long requests();

  /** What a user should know, such as columns that are not in the schema; never null. */
  List<String> notes();

  @Override
  void close() throws IOException;
}

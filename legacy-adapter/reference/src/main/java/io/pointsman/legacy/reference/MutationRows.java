package io.pointsman.legacy.reference;

import io.pointsman.sstable.Mutation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** A cursor's mutations as rows of the intermediate table. */
final class MutationRows implements Iterator<Row> {
  private final MutationSource.Cursor cursor;
  private final RowColumns columns;
  private Mutation ahead;
  private boolean ended;

  MutationRows(MutationSource.Cursor cursor, RowColumns columns) {
    this.cursor = cursor;
    this.columns = columns;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      try {
        ahead = cursor.next();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ended = ahead == null;
    }
    return ahead != null;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = IntermediateRows.write(ahead, columns);
    ahead = null;
    return row;
  }
}

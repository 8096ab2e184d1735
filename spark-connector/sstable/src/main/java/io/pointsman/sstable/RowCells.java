package io.pointsman.sstable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.cassandra.db.rows.ColumnData;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.schema.ColumnMetadata;

/**
 * The data of the wanted columns in one row, found in one pass over it: asking a row for each
 * column would search it as often.
 */
final class RowCells {
  private final ColumnMetadata[] wanted;
  private final int[] places;
  private final ColumnData[] found;
  private int next;

  /**
   * @param columns the columns that are asked for
   * @param kind of which those of this kind are looked for
   */
  RowCells(List<ColumnMetadata> columns, ColumnMetadata.Kind kind) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).kind == kind) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparing(columns::get));
    this.wanted = order.stream().map(columns::get).toArray(ColumnMetadata[]::new);
    this.places = order.stream().mapToInt(Integer::intValue).toArray();
    this.found = new ColumnData[columns.size()];
  }

  /** Looks at a row; null has no data. */
  void look(Row row) {
    if (wanted.length == 0) {
      return;
    }
    Arrays.fill(found, null);
    next = 0;
    if (row != null) {
      row.apply(RowCells::found, this);
    }
  }

  private static void found(RowCells cells, ColumnData data) {
    cells.take(data);
  }

  /** A row's data comes in the order of its columns. */
  private void take(ColumnData data) {
    ColumnMetadata column = data.column();
    while (next < wanted.length) {
      int order = wanted[next].compareTo(column);
      if (order > 0) {
        return;
      }
      if (order == 0) {
        found[places[next]] = data;
      }
      next++;
    }
  }

  /**
   * What the row has of a column, or null.
   *
   * @param column index into the columns that were asked for
   */
  ColumnData of(int column) {
    return found[column];
  }
}

package io.pointsman.source;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What a scan's rows are made of.
 *
 * @param columns of the table whose values are read, never empty
 * @param output what each column of the rows is made from
 */
record RowPlan(List<String> columns, List<Output> output) implements Serializable {
  RowPlan {
    columns = List.copyOf(columns);
    output = List.copyOf(output);
  }

  /** One column of the rows. */
  sealed interface Output extends Serializable {}

  /**
   * A column's value.
   *
   * @param column index into the columns that are read
   * @param type its type
   */
  record Value(int column, CqlType type) implements Output {}

  /** The partition's token. */
  record Token() implements Output {}

  /** The row's SSTables. */
  record Versions() implements Output {}

  /**
   * What is known of each value beside itself.
   *
   * @param what write time, TTL or SSTable
   * @param columns indexes into the columns that are read, one for each field of the struct; -1 for
   *     one that nobody asked for
   * @param several whether the field is an array
   */
  record OfCells(MetadataColumns what, int[] columns, boolean[] several) implements Output {}

  /**
   * Plans the rows of a schema that Spark asks for.
   *
   * @param asked names of the table's columns and of metadata columns; a struct of metadata may
   *     have been cut down to the fields that are used
   */
  static RowPlan of(TableSchema table, StructType asked) {
    List<String> columns = new ArrayList<>();
    List<Output> output = new ArrayList<>();
    for (String name : asked.fieldNames()) {
      TableSchema.Column column = column(table, name);
      if (column != null) {
        output.add(new Value(index(columns, name), column.type()));
      } else {
        output.add(metadata(table, columns, MetadataColumns.named(name), asked));
      }
    }
    if (columns.isEmpty()) {
      // No columns at all means a count, and an empty list would mean all of them.
      columns.add(table.columns().get(0).name());
    }
    return new RowPlan(columns, output);
  }

  private static Output metadata(
      TableSchema table, List<String> columns, MetadataColumns what, StructType asked) {
    return switch (what) {
      case TOKEN -> new Token();
      case SSTABLES -> new Versions();
      case WRITE_TIME, TTL, SSTABLE -> {
        StructType fields = (StructType) asked.apply(what.columnName()).dataType();
        List<String> used = List.of(fields.fieldNames());
        List<TableSchema.Column> all = MetadataColumns.columns(table);
        int[] indexes = new int[all.size()];
        boolean[] several = new boolean[all.size()];
        for (int i = 0; i < indexes.length; i++) {
          String name = all.get(i).name();
          indexes[i] = used.contains(name) ? index(columns, name) : -1;
          several[i] = MetadataColumns.hasSeveralCells(all.get(i).type());
        }
        yield new OfCells(what, indexes, several);
      }
    };
  }

  private static int index(List<String> columns, String name) {
    int index = columns.indexOf(name);
    if (index >= 0) {
      return index;
    }
    columns.add(name);
    return columns.size() - 1;
  }

  static TableSchema.Column column(TableSchema table, String name) {
    return table.columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Whether a cell's origin is asked for. */
  boolean asksForOrigins() {
    return output.stream().anyMatch(each -> each instanceof OfCells || each instanceof Versions);
  }
}

package io.pointsman.sstable;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.cassandra.cql3.ColumnIdentifier;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;

/**
 * {@code ALTER TABLE … DROP … USING TIMESTAMP …}, which Cassandra's own statement can only apply
 * within a node.
 *
 * @param names unquoted
 * @param timestamp microseconds; cells up to it are gone, though SSTables still hold them
 */
record DroppedColumns(List<String> names, long timestamp) {
  private static final Pattern DROP =
      Pattern.compile(
          "^\\s+DROP\\s+(?!COMPACT\\s+STORAGE)(?:IF\\s+EXISTS\\s+)?"
              + "(\\(.*\\)|"
              + SchemaStatement.IDENTIFIER
              + ")(?:\\s+USING\\s+TIMESTAMP\\s+(-?\\d+))?\\s*$",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** The columns that a statement drops, or null when it does something else. */
  static DroppedColumns in(String statement) {
    Matcher drop = DROP.matcher(SchemaStatement.afterTarget(statement));
    if (!drop.matches()) {
      return null;
    }
    if (drop.group(2) == null) {
      throw new IllegalArgumentException(
          "it does not say when the column was dropped; add USING TIMESTAMP, in microseconds");
    }
    return new DroppedColumns(
        SchemaStatement.identifiers(drop.group(1)), Long.parseLong(drop.group(2)));
  }

  TableMetadata from(TableMetadata table) {
    TableMetadata.Builder builder = table.unbuild();
    for (String name : names) {
      ColumnMetadata column = table.getColumn(ColumnIdentifier.getInterned(name, true));
      if (column == null || column.isPrimaryKeyColumn()) {
        throw new IllegalArgumentException("there is no such column to drop: " + name);
      }
      builder.removeRegularOrStaticColumn(column.name);
      builder.recordColumnDrop(column, timestamp);
    }
    return builder.build();
  }
}

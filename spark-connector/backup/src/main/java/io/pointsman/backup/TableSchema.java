package io.pointsman.backup;

import java.io.Serializable;
import java.util.List;

/**
 * A Cassandra table's columns, in the order of {@code SELECT *}: partition key, clustering, static
 * and regular columns, the last two by name.
 *
 * @param keyspace unquoted
 * @param table unquoted
 * @param columns never empty
 */
public record TableSchema(String keyspace, String table, List<Column> columns)
    implements Serializable {
  public TableSchema {
    columns = List.copyOf(columns);
  }

  public enum Kind {
    PARTITION_KEY,
    CLUSTERING,
    STATIC,
    REGULAR
  }

  /**
   * One column.
   *
   * @param name unquoted, in its own case
   * @param type its type
   * @param kind what it is in its table
   * @param position place within the partition key or clustering, from 0; -1 for the others
   * @param descending clustering order, false for other kinds
   */
  public record Column(String name, CqlType type, Kind kind, int position, boolean descending)
      implements Serializable {}
}

package io.pointsman.it;

/**
 * A Cassandra table.
 *
 * @param keyspace unquoted
 * @param table unquoted
 */
public record TableName(String keyspace, String table) {
  /** With quotes, as CQL takes any name. */
  public String cql() {
    return quoted(keyspace) + "." + quoted(table);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return keyspace + "." + table;
  }
}

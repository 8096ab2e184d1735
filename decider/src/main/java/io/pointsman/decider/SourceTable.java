package io.pointsman.decider;

import java.util.Objects;

/**
 * One Cassandra table of a named cluster.
 *
 * <p>Names are checked here, once, so that they can be part of a path, a URL or a key further down:
 * a cluster name is {@code [A-Za-z0-9_.-]+}; keyspace and table are what Cassandra allows ({@code
 * [A-Za-z0-9_]{1,48}} for keyspaces, up to 222 for tables).
 *
 * @param cluster name of a source that the registry knows
 * @param keyspace Cassandra keyspace, unquoted, in its own case
 * @param table Cassandra table, unquoted, in its own case
 */
public record SourceTable(String cluster, String keyspace, String table) {
  public SourceTable {
    Names.check("cluster", cluster, Names.CLUSTER);
    Names.check("keyspace", keyspace, Names.KEYSPACE);
    Names.check("table", table, Names.TABLE);
    Objects.requireNonNull(table, "table");
  }

  /** Whether a text can be the name of a source. */
  public static boolean isClusterName(String name) {
    return name != null && Names.CLUSTER.matcher(name).matches();
  }

  @Override
  public String toString() {
    return cluster + "/" + keyspace + "/" + table;
  }
}

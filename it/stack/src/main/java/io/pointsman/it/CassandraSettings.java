package io.pointsman.it;

/**
 * How a node is started.
 *
 * @param clusterName the cluster's name
 * @param address the loopback address it listens on; the nodes of one cluster share ports and
 *     differ in their address
 * @param seed the address of the first node of its cluster
 * @param heapMb heap in MB, at least 256
 * @param tokens tokens of the node, 1 to 256
 * @param ssTables the format of the SSTables it writes
 * @param manyTables for hundreds of small tables that need not survive a crash: no memory is set
 *     aside for each, a change of the schema is not flushed, and every row has an entry in the row
 *     index
 */
public record CassandraSettings(
    String clusterName,
    String address,
    String seed,
    int heapMb,
    int tokens,
    SsTableFormat ssTables,
    boolean manyTables) {

  public CassandraSettings {
    if (heapMb < 256) {
      throw new IllegalArgumentException("A node needs a heap of 256 MB at least: " + heapMb);
    }
    if (tokens < 1 || tokens > 256) {
      throw new IllegalArgumentException("A node has 1 to 256 tokens: " + tokens);
    }
    if (!address.matches("127(\\.\\d{1,3}){3}")) {
      throw new IllegalArgumentException("A node listens on loopback only: " + address);
    }
  }

  /** The formats that a 5.0 server can write. */
  public enum SsTableFormat {
    /** What a stock 5.0 server writes, and every 4.x. */
    NB("big", "CASSANDRA_4"),
    /** The big format of 5.0 itself. */
    OA("big", "NONE"),
    /** The trie-indexed format of 5.0. */
    DA("bti", "NONE");

    private final String selected;
    private final String compatibility;

    SsTableFormat(String selected, String compatibility) {
      this.selected = selected;
      this.compatibility = compatibility;
    }

    /** {@code sstable.selected_format} in cassandra.yaml. */
    String selected() {
      return selected;
    }

    /** {@code storage_compatibility_mode} in cassandra.yaml. */
    String compatibility() {
      return compatibility;
    }
  }

  /** One node of 512 MB on 127.0.0.1 with 4 tokens, as a stock 5.0 server writes. */
  public static CassandraSettings usual() {
    return new CassandraSettings(
        "quickstart", "127.0.0.1", "127.0.0.1", 512, 4, SsTableFormat.NB, false);
  }

  /** With another name of the cluster. */
  public CassandraSettings withClusterName(String name) {
    return new CassandraSettings(name, address, seed, heapMb, tokens, ssTables, manyTables);
  }

  /** With another heap, in MB. */
  public CassandraSettings withHeapMb(int megabytes) {
    return new CassandraSettings(
        clusterName, address, seed, megabytes, tokens, ssTables, manyTables);
  }

  /** With another SSTable format. */
  public CassandraSettings withSsTables(SsTableFormat format) {
    return new CassandraSettings(clusterName, address, seed, heapMb, tokens, format, manyTables);
  }

  /** On another loopback address, in the cluster of the node on 127.0.0.1. */
  public CassandraSettings withAddress(String loopback) {
    return new CassandraSettings(clusterName, loopback, seed, heapMb, tokens, ssTables, manyTables);
  }

  /** For hundreds of small tables. */
  public CassandraSettings withManyTables() {
    return new CassandraSettings(clusterName, address, seed, heapMb, tokens, ssTables, true);
  }
}

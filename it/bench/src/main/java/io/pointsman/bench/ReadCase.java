package io.pointsman.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * One table that is read.
 *
 * @param name of the table, and of its keyspace's folder
 * @param rowBytes about how many bytes a row has in an SSTable, uncompressed
 * @param rows how many rows there are
 * @param rowsPerPartition how many rows each Cassandra partition has
 * @param versions how many SSTables hold each of them, all with other values
 */
public record ReadCase(String name, int rowBytes, long rows, int rowsPerPartition, int versions) {
  /** The keyspace of all of them. */
  public static final String KEYSPACE = "bench";

  private static final int WARM_UP_ROW_BYTES = 700;

  static final String NODE = "node1";

  static final String TAG = "s1";

  /** When the snapshot was taken, and what TTLs are judged at. */
  static final long TAKEN_AT_SECONDS = 1_700_000_000;

  /** Of these the one to warm up with: its rows are neither the longest nor the shortest. */
  public static ReadCase warmUp(List<ReadCase> cases) {
    return cases.stream()
        .filter(each -> each.rowBytes() == WARM_UP_ROW_BYTES)
        .findFirst()
        .orElse(cases.get(0));
  }

  /** A table like it that is next to empty: what is read of it costs what any query does. */
  public ReadCase ofOnePartition() {
    return new ReadCase(name + "_one", rowBytes, rowsPerPartition, rowsPerPartition, versions);
  }

  /** Its CQL. */
  public String schema() {
    return "CREATE TABLE "
        + KEYSPACE
        + "."
        + name
        + " (customer bigint, number int, status text, amount bigint, price double, placed"
        + " timestamp, note text, PRIMARY KEY (customer, number))"
        + " WITH compression = {'class': 'LZ4Compressor'};";
  }

  /** The folder of its SSTables below the backups' own. */
  public Path folder(Path backups) {
    return backups
        .resolve(NODE)
        .resolve(KEYSPACE)
        .resolve(name + "-" + "0".repeat(32))
        .resolve("snapshots")
        .resolve(TAG);
  }
}

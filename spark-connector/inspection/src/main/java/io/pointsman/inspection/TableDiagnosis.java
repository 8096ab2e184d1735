package io.pointsman.inspection;

import io.pointsman.backup.Coverage;
import java.util.List;

/**
 * What a backup's metadata say of one table.
 *
 * @param findings the fatal ones first
 * @param nodes that would be read
 * @param sstables of these nodes
 * @param bytes of their files, as stored
 * @param coverage whole replicas by token range
 * @param statistics of the SSTables that were looked at
 */
record TableDiagnosis(
    String keyspace,
    String table,
    List<Finding> findings,
    int nodes,
    int sstables,
    long bytes,
    Coverage coverage,
    Statistics statistics) {
  TableDiagnosis {
    findings = List.copyOf(findings);
  }

  /**
   * Sums over SSTables.
   *
   * @param lookedAt how many of them
   * @param partitions Cassandra partitions, counted in each SSTable
   * @param cells estimated
   * @param expiredCells tombstones, and cells whose TTL has run out
   * @param longestTtlSeconds 0 when there is no TTL
   * @param largestPartitionBytes in one SSTable, uncompressed
   */
  record Statistics(
      int lookedAt,
      long partitions,
      long cells,
      long expiredCells,
      int longestTtlSeconds,
      long largestPartitionBytes) {
    static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0);

    double expiredShare() {
      return cells == 0 ? 0 : Math.min(1, (double) expiredCells / cells);
    }
  }

  boolean complete() {
    return findings.stream().noneMatch(finding -> finding.kind().isFatal());
  }

  String name() {
    return keyspace + "." + table;
  }
}

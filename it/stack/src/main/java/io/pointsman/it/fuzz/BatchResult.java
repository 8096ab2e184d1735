package io.pointsman.it.fuzz;

import java.util.List;
import java.util.Map;

/**
 * What one batch showed; a line of the file that a run goes on from.
 *
 * @param number from 0
 * @param histories how many were compared
 * @param disturbed how many could not be, such as after a timeout
 * @param writes statements that the nodes took
 * @param refused statements that they refused
 * @param rows over all tables
 * @param sstables over all tables and nodes
 * @param types in how many of the compared histories each type stands
 * @param formats of the SSTables of each node
 * @param throughSpark how many of the histories were also read by the Spark data source
 * @param sparkRows rows that it read
 * @param seconds it took
 * @param failures of histories whose rows differ
 */
record BatchResult(
    int number,
    int histories,
    int disturbed,
    long writes,
    long refused,
    long rows,
    long sstables,
    Map<String, Integer> types,
    List<String> formats,
    int throughSpark,
    long sparkRows,
    double seconds,
    List<Failure> failures) {
  BatchResult {
    types = Map.copyOf(types);
    formats = List.copyOf(formats);
    failures = List.copyOf(failures);
  }

  /**
   * One history whose rows differ.
   *
   * @param history its number in the run
   * @param difference in words
   * @param samples a few rows
   * @param steps what is left of it
   * @param cql what is left of it
   */
  record Failure(int history, String difference, List<String> samples, int steps, String cql) {
    Failure {
      samples = List.copyOf(samples);
    }
  }
}

package io.pointsman.it.truth;

import java.util.List;
import java.util.Map;

/**
 * What {@link TruthCompare} compares.
 *
 * @param catalog the catalog's name in Spark
 * @param properties its properties, as {@code spark.sql.catalog.<name>.*} has them; no secrets
 * @param comparisons one or more
 */
public record CompareRequest(
    String catalog, Map<String, String> properties, List<Comparison> comparisons) {
  public CompareRequest {
    properties = Map.copyOf(properties);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * One comparison.
   *
   * @param name to find it by in the result
   * @param namespace the Iceberg namespace; levels separated by dots
   * @param table the Iceberg table
   * @param snapshotId which snapshot, or null for the current one
   * @param columns the expected columns, in order
   * @param truthFile a local file with a {@link CanonicalRow} a line
   * @param backup options of the data source {@code cassandra-backup}, which is compared instead of
   *     an Iceberg table; null or empty for the table
   */
  public record Comparison(
      String name,
      String namespace,
      String table,
      Long snapshotId,
      List<String> columns,
      String truthFile,
      Map<String, String> backup) {
    public Comparison {
      columns = List.copyOf(columns);
      backup = backup == null ? Map.of() : Map.copyOf(backup);
    }

    /** A table of a backup, read by the data source. */
    public static Comparison ofBackup(
        String name, List<String> columns, String truthFile, Map<String, String> backup) {
      return new Comparison(name, null, null, null, columns, truthFile, backup);
    }
  }
}

package io.pointsman.bench;

import java.util.Map;

/**
 * How the destination of a move is written.
 *
 * @param name what is set, for people
 * @param table properties of the destination
 * @param catalog properties of the catalog beside the plan's
 */
public record WriteSetting(String name, Map<String, String> table, Map<String, String> catalog) {
  /** Nothing is set: each engine writes as it does for a table without properties. */
  public static final WriteSetting USUAL =
      new WriteSetting("as the engine does", Map.of(), Map.of());

  /**
   * The same for all engines: what the move job does by itself, and a legacy engine or a user would
   * have to be told.
   */
  public static final WriteSetting ALIKE =
      new WriteSetting(
          "zstd 1",
          Map.of("write.parquet.compression-codec", "zstd", "write.parquet.compression-level", "1"),
          Map.of());

  public WriteSetting {
    table = Map.copyOf(table);
    catalog = Map.copyOf(catalog);
  }
}

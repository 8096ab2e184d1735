package io.pointsman.iceberg;

import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.spark.SparkWriteOptions;

/**
 * How the job writes what the destination leaves open; what the table's properties say always wins.
 */
final class WriteDefaults {
  /** What {@code ./pointsman bench write} found to cost least for about the same bytes. */
  private static final String ZSTD_LEVEL = "1";

  private WriteDefaults() {}

  /** Options of the write for a table with these properties. */
  static Map<String, String> options(Map<String, String> table) {
    String format =
        table.getOrDefault(
            TableProperties.DEFAULT_FILE_FORMAT, TableProperties.DEFAULT_FILE_FORMAT_DEFAULT);
    boolean zstd =
        format.toLowerCase(Locale.ROOT).equals("parquet")
            // Iceberg writes its default into the properties of each new table.
            && table
                .getOrDefault(TableProperties.PARQUET_COMPRESSION, "")
                .toLowerCase(Locale.ROOT)
                .equals("zstd");
    return zstd && !table.containsKey(TableProperties.PARQUET_COMPRESSION_LEVEL)
        ? Map.of(SparkWriteOptions.COMPRESSION_LEVEL, ZSTD_LEVEL)
        : Map.of();
  }
}

package io.pointsman.it.bench;

import io.pointsman.bench.WriteSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ways to write Parquet that are compared. */
final class WriteSettings {
  private static final String CODEC = "write.parquet.compression-codec";
  private static final String LEVEL = "write.parquet.compression-level";
  private static final String DICTIONARY = "write.parquet.dict-encoding-enabled.column.";

  private WriteSettings() {}

  /** What Iceberg does when nobody says anything: what all are compared with. */
  static WriteSetting icebergs() {
    return table("Iceberg's own: zstd 3", Map.of(CODEC, "zstd", LEVEL, "3"));
  }

  static List<WriteSetting> all() {
    List<WriteSetting> all = new ArrayList<>();
    all.add(icebergs());
    all.add(WriteSetting.USUAL);
    all.add(table("zstd 1", Map.of(CODEC, "zstd", LEVEL, "1")));
    all.add(table("zstd -1", Map.of(CODEC, "zstd", LEVEL, "-1")));
    all.add(table("lz4", Map.of(CODEC, "lz4_raw")));
    all.add(table("snappy", Map.of(CODEC, "snappy")));
    all.add(table("gzip", Map.of(CODEC, "gzip")));
    all.add(table("uncompressed", Map.of(CODEC, "uncompressed")));
    all.add(more("no dictionaries", Map.of("parquet.enable.dictionary", "false")));
    all.add(
        more(
            "a dictionary for the one column that repeats",
            Map.of("parquet.enable.dictionary", "false", DICTIONARY + "status", "true")));
    all.add(more("dictionaries of 256 KiB", Map.of("write.parquet.dict-size-bytes", "262144")));
    all.add(more("dictionaries of 64 KiB", Map.of("write.parquet.dict-size-bytes", "65536")));
    all.add(more("pages of 128 KiB", Map.of("write.parquet.page-size-bytes", "131072")));
    all.add(more("pages of 8 MiB", Map.of("write.parquet.page-size-bytes", "8388608")));
    all.add(more("pages of 100,000 rows", Map.of("write.parquet.page-row-limit", "100000")));
    all.add(more("version 2 of pages", Map.of("write.parquet.page-version", "v2")));
    all.add(more("row groups of 64 MiB", Map.of("write.parquet.row-group-size-bytes", "67108864")));
    all.add(more("row groups of 32 MiB", Map.of("write.parquet.row-group-size-bytes", "33554432")));
    all.add(more("no metrics in manifests", Map.of("write.metadata.metrics.default", "none")));
    all.add(
        more(
            "no statistics of the longest column",
            Map.of("write.parquet.stats-enabled.column.note", "false")));
    all.add(
        new WriteSetting(
            "parts of 64 MiB to S3",
            Map.of(CODEC, "zstd", LEVEL, "3"),
            Map.of("s3.multipart.part-size-bytes", "67108864")));
    return all;
  }

  private static WriteSetting table(String name, Map<String, String> properties) {
    return new WriteSetting(name, properties, Map.of());
  }

  /** One more thing than Iceberg's own. */
  private static WriteSetting more(String name, Map<String, String> properties) {
    Map<String, String> all = new java.util.HashMap<>(icebergs().table());
    all.putAll(properties);
    return table(name, all);
  }
}

package io.pointsman.legacy.reference;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark sessions that know the destination's Iceberg catalog by its name. */
final class CatalogSessions {
  private CatalogSessions() {}

  /**
   * @param properties Iceberg catalog properties; none of them a secret
   * @param name the catalog's name
   */
  static SparkSession.Builder builder(Map<String, String> properties, String name) {
    String prefix = "spark.sql.catalog." + name;
    SparkSession.Builder builder =
        SparkSession.builder()
            .config(prefix, "org.apache.iceberg.spark.SparkCatalog")
            // The branch is written and looked at in turns; a cached table would be an old one.
            .config(prefix + ".cache-enabled", "false")
            .config("spark.sql.caseSensitive", "true")
            .config("spark.sql.session.timeZone", "UTC")
            // The decoder gives java.time values.
            .config("spark.sql.datetime.java8API.enabled", "true");
    properties.forEach((key, value) -> builder.config(prefix + "." + key, value));
    return builder;
  }
}

package io.pointsman.legacy.reference;

import io.pointsman.decider.registry.CatalogDefinition;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark sessions that know the destination's Iceberg catalog by its name. */
final class CatalogSessions {
  private static final String CREDENTIALS = "client.credentials-provider";
  private static final String LOOPBACK = "127.0.0.1";

  private CatalogSessions() {}

  /** A session with that catalog; its credentials stand in it by their name only. */
  static SparkSession.Builder builder(CatalogDefinition catalog) {
    String prefix = "spark.sql.catalog." + catalog.name();
    SparkSession.Builder builder =
        SparkSession.builder()
            .config(prefix, "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.caseSensitive", "true")
            .config("spark.sql.session.timeZone", "UTC")
            // The decoder gives java.time values.
            .config("spark.sql.datetime.java8API.enabled", "true");
    catalog.properties().forEach((key, value) -> builder.config(prefix + "." + key, value));
    if (catalog.credentials() != null) {
      builder.config(prefix + "." + CREDENTIALS, "io.pointsman.backup.NamedCredentials");
      builder.config(prefix + "." + CREDENTIALS + ".name", catalog.credentials());
    }
    // The branch is written and looked at in turns; a cached table would be an old one.
    builder.config(prefix + ".cache-enabled", "false");
    SparkConf given = new SparkConf();
    if (given.get("spark.master", "local").startsWith("local")) {
      builder.config("spark.driver.host", given.get("spark.driver.host", LOOPBACK));
      builder.config("spark.driver.bindAddress", given.get("spark.driver.bindAddress", LOOPBACK));
    }
    return builder;
  }
}

package io.pointsman.iceberg;

import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.registry.CatalogDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A job's Spark session, with its destination's catalog. */
final class JobSession {
  private static final String CREDENTIALS = "client.credentials-provider";

  private JobSession() {}

  static SparkSession open(JobRequest request) {
    SparkSession.Builder builder =
        builder(new SparkConf())
            // How often running tasks report their counts, so that progress moves.
            .config("spark.executor.heartbeatInterval", "3s")
            // Rows are counted by events; a full queue would drop some, and the count be short.
            .config("spark.scheduler.listenerbus.eventqueue.capacity", "200000");
    catalog(request.catalog()).forEach(builder::config);
    return builder.getOrCreate();
  }

  /** What every session has; a local one is reached on the loopback interface only. */
  static SparkSession.Builder builder(SparkConf given) {
    SparkSession.Builder builder =
        SparkSession.builder().config("spark.sql.session.timeZone", "UTC");
    if (given.get("spark.master", "local").startsWith("local")) {
      builder.config("spark.driver.host", given.get("spark.driver.host", "127.0.0.1"));
      builder.config(
          "spark.driver.bindAddress", given.get("spark.driver.bindAddress", "127.0.0.1"));
    }
    return builder;
  }

  /** The Spark properties of a catalog; credentials by name only. */
  static Map<String, String> catalog(CatalogDefinition catalog) {
    String prefix = "spark.sql.catalog." + catalog.name();
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put(prefix, "org.apache.iceberg.spark.SparkCatalog");
    catalog.properties().forEach((name, value) -> conf.put(prefix + "." + name, value));
    if (catalog.credentials() != null) {
      conf.put(prefix + "." + CREDENTIALS, "io.pointsman.backup.NamedCredentials");
      conf.put(prefix + "." + CREDENTIALS + ".name", catalog.credentials());
    }
    // A job looks at the table as it is now, each time.
    conf.put(prefix + ".cache-enabled", "false");
    return conf;
  }
}

package io.pointsman.bench;

import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.Pins;
import io.pointsman.backup.StoreSettings;
import io.pointsman.backup.TableSchema;
import io.pointsman.control.Job;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.iceberg.MoveJob;
import io.pointsman.legacy.reference.ReferenceJob;
import io.pointsman.source.SparkTypes;
import io.pointsman.sstable.CqlSchema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.SparkSession;

/** Both engines, in this process, on whatever {@code spark.master} says. */
final class SparkReads {
  private static final String LAKE = "lake";
  private static final String PREFIX = "backups";

  private final ReadPlan plan;
  private int runs;

  SparkReads(ReadPlan plan) {
    this.plan = plan;
  }

  /** Reads a table once, and gives how many rows came. */
  long rows(ReadCase table, ReadEngine engine) throws Exception {
    return switch (engine) {
      case SPARK_ROWS -> toSpark(table);
      case MOVE_JOB -> toIceberg(table, new MoveJob(), Connector.SPARK);
      case LEGACY -> toIceberg(table, new ReferenceJob(), Connector.LEGACY);
      case CASSANDRA -> throw new IllegalArgumentException("Spark does not run Cassandra's scan");
    };
  }

  /** To rows in Spark, which throws them away. */
  private long toSpark(ReadCase table) {
    SparkSession spark = session();
    spark
        .read()
        .format("cassandra-backup")
        .option("backupUri", "s3://" + plan.bucket() + "/" + PREFIX)
        .option("layout", "plain")
        .option("endpoint", Path.of(plan.bucketsFolder()).toUri().toString())
        .option("keyspace", ReadCase.KEYSPACE)
        .option("table", table.name())
        .load()
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return table.rows();
  }

  /** A session like a job's. */
  static SparkSession session() {
    return SparkSession.builder()
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate();
  }

  private long toIceberg(ReadCase table, Job job, Connector connector) throws Exception {
    JobKey key = new JobKey("bench-" + ++runs, 1, connector, 1);
    // A destination of its own for each run; the engines run in processes of their own.
    String destination = table.name() + "_" + connector.name().toLowerCase(Locale.ROOT) + runs;
    StoreSettings settings =
        new StoreSettings(plan.endpoint(), null, true, plan.credentials(), plan.bucket());
    SourceDefinition source =
        new SourceDefinition(
            "bench",
            "s3://" + plan.bucket() + "/" + PREFIX,
            "plain",
            null,
            plan.endpoint(),
            true,
            null,
            null,
            plan.credentials());
    try (ObjectStore store = ObjectStores.open(settings)) {
      Pins.Pinned pinned =
          new Pins(source, BackupReaders.of("plain", store, PREFIX))
              .newest(ReadCase.KEYSPACE, table.name(), null, null);
      JobRequest request =
          new JobRequest(
              key,
              Movement.parse(
                  "bench/%s/%s -> %s.bench.%s"
                      .formatted(ReadCase.KEYSPACE, table.name(), LAKE, destination)),
              source,
              new CatalogDefinition(LAKE, plan.catalog(), plan.credentials()),
              pinned.pin(),
              key.branch(),
              newTable(table, destination),
              null,
              Instant.now().plusSeconds(3_600),
              Map.of());
      return job.run(request, new JobMonitor()).rows();
    }
  }

  private String newTable(ReadCase table, String name) {
    Map<String, String> properties = new HashMap<>(plan.catalog());
    properties.put("client.credentials-provider", "io.pointsman.backup.NamedCredentials");
    properties.put("client.credentials-provider.name", plan.credentials());
    Catalog catalog = CatalogUtil.buildIcebergCatalog(LAKE, properties, null);
    Namespace namespace = Namespace.of("bench");
    if (!((SupportsNamespaces) catalog).namespaceExists(namespace)) {
      ((SupportsNamespaces) catalog).createNamespace(namespace);
    }
    TableSchema schema = CqlSchema.parse(table.schema(), ReadCase.KEYSPACE, table.name());
    Schema columns = SparkSchemaUtil.convert(SparkTypes.of(schema));
    return catalog.createTable(TableIdentifier.of(namespace, name), columns).uuid().toString();
  }
}

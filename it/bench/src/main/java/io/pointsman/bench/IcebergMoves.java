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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.SparkSchemaUtil;

/** Moves by both engines, in this process, each to a destination of its own. */
final class IcebergMoves {
  /** Where the backups lie in their bucket. */
  static final String PREFIX = "backups";

  private static final String LAKE = "lake";
  private static final Namespace NAMESPACE = Namespace.of("bench");

  private static int runs;

  private final ReadPlan plan;
  private final List<TableIdentifier> written = new ArrayList<>();

  IcebergMoves(ReadPlan plan) {
    this.plan = plan;
  }

  /** Moves a table once. */
  Moved move(ReadCase table, ReadEngine engine, WriteSetting setting) throws Exception {
    return switch (engine) {
      case MOVE_JOB -> move(table, new MoveJob(), Connector.SPARK, setting);
      case LEGACY -> move(table, new ReferenceJob(), Connector.LEGACY, setting);
      case CASSANDRA, SPARK_ROWS, CONNECTOR, CONNECTOR_MOVE ->
          throw new IllegalArgumentException(engine + " is not a job");
    };
  }

  private Moved move(ReadCase table, Job job, Connector connector, WriteSetting setting)
      throws Exception {
    JobKey key = new JobKey("bench-" + ++runs, 1, connector, 1);
    // The engines run in processes of their own.
    String destination = table.name() + "_" + connector.name().toLowerCase(Locale.ROOT) + runs;
    StoreSettings settings =
        new StoreSettings(plan.endpoint(), null, true, plan.credentials(), plan.bucket());
    SourceDefinition source =
        SourceDefinition.of("bench", "s3://" + plan.bucket() + "/" + PREFIX, "plain")
            .withStore(null, plan.endpoint(), true)
            .withCredentials(plan.credentials());
    Map<String, String> properties = new HashMap<>(plan.catalog());
    properties.putAll(setting.catalog());
    Catalog catalog = catalog(properties);
    TableIdentifier identifier = TableIdentifier.of(NAMESPACE, destination);
    written.add(identifier);
    long before = TaskBytes.written();
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
              new CatalogDefinition(LAKE, properties, plan.credentials()),
              pinned.pin(),
              key.branch(),
              create(catalog, identifier, table, setting),
              null,
              Instant.now().plusSeconds(3_600),
              Map.of());
      Job.Staged staged = job.run(request, new JobMonitor());
      Snapshot snapshot = catalog.loadTable(identifier).snapshot(staged.stagedSnapshotId());
      long bytes =
          Long.parseLong(
              snapshot.summary().getOrDefault(SnapshotSummary.ADDED_FILE_SIZE_PROP, "0"));
      return new Moved(staged.rows(), bytes, TaskBytes.written() - before);
    }
  }

  /** Drops what was written so far: a whole bench takes no more room than its largest move. */
  void drop() {
    if (written.isEmpty()) {
      return;
    }
    Catalog catalog = catalog(plan.catalog());
    written.forEach(identifier -> catalog.dropTable(identifier, true));
    written.clear();
  }

  private Catalog catalog(Map<String, String> given) {
    Map<String, String> properties = new HashMap<>(given);
    properties.put("client.credentials-provider", "io.pointsman.backup.NamedCredentials");
    properties.put("client.credentials-provider.name", plan.credentials());
    return CatalogUtil.buildIcebergCatalog(LAKE, properties, null);
  }

  private static String create(
      Catalog catalog, TableIdentifier identifier, ReadCase table, WriteSetting setting) {
    if (!((SupportsNamespaces) catalog).namespaceExists(NAMESPACE)) {
      ((SupportsNamespaces) catalog).createNamespace(NAMESPACE);
    }
    TableSchema schema = CqlSchema.parse(table.schema(), ReadCase.KEYSPACE, table.name());
    Schema columns = SparkSchemaUtil.convert(SparkTypes.of(schema));
    return catalog.createTable(identifier, columns, null, setting.table()).uuid().toString();
  }
}

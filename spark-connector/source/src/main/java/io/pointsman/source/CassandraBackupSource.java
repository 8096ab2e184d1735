package io.pointsman.source;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The Spark data source {@code cassandra-backup}: one table of one Cassandra backup in an object
 * store, its replicas and SSTables merged, as it was when the backup was taken.
 *
 * <pre>{@code
 * spark.read().format("cassandra-backup")
 *     .option("backupUri", "s3://backups/production")
 *     .option("keyspace", "shop").option("table", "orders")
 *     .load();
 * }</pre>
 *
 * <p>Options: {@code backupUri}, {@code layout}, {@code endpoint}, {@code region}, {@code
 * pathStyle}, {@code credentials} (a name), {@code keyspace}, {@code table}, {@code backupId} or
 * {@code asOf} (the newest complete backup unless said), {@code referenceTime}, {@code dataCentre},
 * {@code splits}, {@code splitBytes}.
 */
public final class CassandraBackupSource implements TableProvider, DataSourceRegister {
  private BackupTable resolved;

  @Override
  public String shortName() {
    return "cassandra-backup";
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return SparkTypes.of(resolve(options.asCaseSensitiveMap()).schema());
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    BackupOptions options = BackupOptions.parse(properties);
    return new CassandraBackupTable(resolve(properties), options.splits(), options.splitBytes());
  }

  /** Spark asks the same provider for the schema and then for the table. */
  private BackupTable resolve(Map<String, String> options) {
    if (resolved == null) {
      resolved = PinnedBackup.resolved(options);
    }
    if (resolved == null) {
      resolved = Backups.resolve(BackupOptions.parse(options));
    }
    return resolved;
  }
}

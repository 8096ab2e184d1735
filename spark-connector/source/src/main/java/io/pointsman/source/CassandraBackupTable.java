package io.pointsman.source;

import java.util.Set;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A backup's table, to Spark. */
final class CassandraBackupTable implements SupportsRead, SupportsMetadataColumns {
  private final BackupTable table;
  private final Integer splits;
  private final long splitBytes;

  CassandraBackupTable(BackupTable table, Integer splits, long splitBytes) {
    this.table = table;
    this.splits = splits;
    this.splitBytes = splitBytes;
  }

  @Override
  public String name() {
    return "backup "
        + table.backupId()
        + " of "
        + table.schema().keyspace()
        + "."
        + table.schema().table();
  }

  @Override
  @SuppressWarnings("deprecation") // Spark's own tables answer it by columns(), which calls this.
  public StructType schema() {
    return SparkTypes.of(table.schema());
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    return MetadataColumns.of(table.schema());
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new BackupScanBuilder(table, splits, splitBytes);
  }
}

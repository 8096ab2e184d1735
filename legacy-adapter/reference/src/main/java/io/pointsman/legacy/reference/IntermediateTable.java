package io.pointsman.legacy.reference;

import io.pointsman.decider.job.JobKey;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table between the two stages: {@code pointsman_intermediate_<run>_<execution>_<attempt>} in
 * the destination's namespace. It lives as long as the job, however the job ends; one that a killed
 * job left behind is dropped by the next attempt.
 */
final class IntermediateTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IntermediateTable.class);

  /** It is written and read once. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          TableProperties.PARQUET_COMPRESSION,
          "zstd",
          TableProperties.PARQUET_COMPRESSION_LEVEL,
          "1",
          TableProperties.DEFAULT_WRITE_METRICS_MODE,
          "none");

  private final Catalog catalog;
  private final TableIdentifier identifier;
  private final Thread onShutdown = new Thread(this::drop, "drop-intermediate-table");
  private boolean dropped;

  private IntermediateTable(Catalog catalog, TableIdentifier identifier) {
    this.catalog = catalog;
    this.identifier = identifier;
  }

  /** Makes the table, empty; those of earlier attempts are dropped. */
  static IntermediateTable prepare(Catalog catalog, Namespace namespace, JobKey key) {
    for (int attempt = 1; attempt <= key.attempt(); attempt++) {
      JobKey earlier = new JobKey(key.runId(), key.execution(), key.connector(), attempt);
      new IntermediateTable(catalog, identifier(namespace, earlier)).drop();
    }
    IntermediateTable table = new IntermediateTable(catalog, identifier(namespace, key));
    // Now, not with the first commit: of a job that is killed before that, nobody else would know
    // where its files lie.
    catalog.createTable(
        table.identifier(),
        SparkSchemaUtil.convert(IntermediateRows.SCHEMA),
        PartitionSpec.unpartitioned(),
        PROPERTIES);
    Runtime.getRuntime().addShutdownHook(table.onShutdown);
    return table;
  }

  private static TableIdentifier identifier(Namespace namespace, JobKey key) {
    return TableIdentifier.of(namespace, key.intermediateTable());
  }

  TableIdentifier identifier() {
    return identifier;
  }

  /** Drops it now; no error when there is none. */
  synchronized void drop() {
    if (dropped) {
      return;
    }
    try {
      Table table = catalog.loadTable(identifier);
      if (catalog.dropTable(identifier, true)) {
        LOG.info("Dropped {}", identifier);
      }
      // What a killed writer had not committed: the place is this table's alone.
      if (table.location().contains(identifier.name())
          && table.io() instanceof SupportsPrefixOperations files) {
        files.deletePrefix(table.location() + "/");
      }
      dropped = true;
    } catch (NoSuchTableException e) {
      dropped = true;
    } catch (RuntimeException e) {
      // What the rows came to is decided already; this much rubbish is for the clean-up.
      LOG.warn("Could not drop the intermediate table {}: {}", identifier, e.toString());
    }
  }

  @Override
  public void close() {
    drop();
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      LOG.debug("Shutting down already", e);
    }
  }
}

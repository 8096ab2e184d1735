package io.pointsman.legacy.reference;

import io.pointsman.decider.job.JobKey;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table between the two stages: {@code pointsman_intermediate_<run>_<execution>_<attempt>} in
 * the destination's namespace. It lives as long as the job, however the job ends; one that a killed
 * job left behind is dropped by the next attempt.
 */
final class IntermediateTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IntermediateTable.class);
  private static final String PREFIX = "pointsman_intermediate_";

  private final Catalog catalog;
  private final TableIdentifier identifier;
  private final Thread onShutdown = new Thread(this::drop, "drop-intermediate-table");
  private boolean dropped;

  private IntermediateTable(Catalog catalog, TableIdentifier identifier) {
    this.catalog = catalog;
    this.identifier = identifier;
  }

  /** Makes room for the table, which the first stage creates; earlier attempts' are dropped. */
  static IntermediateTable prepare(Catalog catalog, Namespace namespace, JobKey key) {
    for (int attempt = 1; attempt <= key.attempt(); attempt++) {
      new IntermediateTable(catalog, TableIdentifier.of(namespace, name(key, attempt))).drop();
    }
    IntermediateTable table =
        new IntermediateTable(catalog, TableIdentifier.of(namespace, name(key, key.attempt())));
    Runtime.getRuntime().addShutdownHook(table.onShutdown);
    return table;
  }

  static String name(JobKey key, int attempt) {
    return PREFIX + key.runId().replace('-', '_') + "_" + key.execution() + "_" + attempt;
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
      if (catalog.dropTable(identifier, true)) {
        LOG.info("Dropped {}", identifier);
      }
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

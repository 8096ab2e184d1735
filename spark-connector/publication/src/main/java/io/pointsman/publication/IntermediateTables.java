package io.pointsman.publication;

import io.pointsman.decider.job.JobKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables that the reference engine keeps between its two stages, in the destination's namespace.
 * Its jobs drop their own; a job that was killed leaves one behind.
 */
final class IntermediateTables {
  private static final Logger LOG = LoggerFactory.getLogger(IntermediateTables.class);

  private final Catalog catalog;
  private final Namespace namespace;

  IntermediateTables(Catalog catalog, Namespace namespace) {
    this.catalog = catalog;
    this.namespace = namespace;
  }

  /** All that there are, of running jobs too; none when the namespace does not exist. */
  List<IntermediateTable> list() {
    List<IntermediateTable> found = new ArrayList<>();
    try {
      for (TableIdentifier table : catalog.listTables(namespace)) {
        JobKey.ofIntermediateTable(table.name()).ifPresent(job -> add(found, table, job));
      }
    } catch (NoSuchNamespaceException e) {
      return List.of();
    }
    return found;
  }

  private void add(List<IntermediateTable> found, TableIdentifier identifier, JobKey job) {
    try {
      Table table = catalog.loadTable(identifier);
      Snapshot current = table.currentSnapshot();
      String bytes =
          current == null ? null : current.summary().get(SnapshotSummary.TOTAL_FILE_SIZE_PROP);
      found.add(
          new IntermediateTable(
              identifier.name(),
              job,
              current == null ? null : Instant.ofEpochMilli(current.timestampMillis()),
              bytes == null ? 0 : Long.parseLong(bytes)));
    } catch (NoSuchTableException e) {
      LOG.debug("{} was dropped meanwhile", identifier);
    }
  }

  /**
   * Drops a job's, with what a killed writer had not committed.
   *
   * @return whether there was one
   */
  boolean drop(JobKey job) {
    TableIdentifier identifier = TableIdentifier.of(namespace, job.intermediateTable());
    Optional<Table> table = load(identifier);
    if (table.isEmpty()) {
      return false;
    }
    boolean dropped = catalog.dropTable(identifier, true);
    String location = table.get().location();
    // Only a place that is this table's alone, as its name in it says.
    if (location.contains(identifier.name())
        && table.get().io() instanceof SupportsPrefixOperations files) {
      files.deletePrefix(location.endsWith("/") ? location : location + "/");
    }
    return dropped;
  }

  private Optional<Table> load(TableIdentifier identifier) {
    try {
      return Optional.of(catalog.loadTable(identifier));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }
}

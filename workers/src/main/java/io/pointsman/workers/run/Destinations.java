package io.pointsman.workers.run;

import io.pointsman.backup.TableSchema;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.publication.Catalogs;
import io.pointsman.publication.Destination;
import io.pointsman.publication.IcebergSchemas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Destinations by what their catalog's name means; an open catalog is kept while it means that. */
public final class Destinations implements AutoCloseable {
  private final Map<String, Open> catalogs = new HashMap<>();

  private record Open(CatalogDefinition definition, Catalog catalog) {}

  /** The destination of a movement, in the catalog of that definition. */
  public Destination open(CatalogDefinition definition, DestinationTable table) {
    return Destination.open(catalog(definition), table);
  }

  /**
   * What keeps a destination from following a source's columns, one sentence a column; empty when
   * nothing does, or when the table does not exist yet.
   *
   * @param partition what the run overwrites, whose columns are not the source's; null for the
   *     whole table
   * @throws io.pointsman.publication.UnsupportedTypeException when a column has no place in Iceberg
   */
  public List<String> incompatible(
      CatalogDefinition definition,
      DestinationTable table,
      TableSchema source,
      StaticPartition partition) {
    try {
      Schema existing = catalog(definition).loadTable(open(definition, table).table()).schema();
      return IcebergSchemas.difference(existing, source, partition).incompatible();
    } catch (NoSuchTableException e) {
      return List.of();
    }
  }

  private synchronized Catalog catalog(CatalogDefinition definition) {
    Open open = catalogs.get(definition.name());
    if (open == null || !open.definition().equals(definition)) {
      // The old one may be in use by another task: it is left to end by itself.
      open = new Open(definition, Catalogs.open(definition));
      catalogs.put(definition.name(), open);
    }
    return open.catalog();
  }

  @Override
  public synchronized void close() {
    catalogs.values().forEach(open -> Catalogs.close(open.catalog()));
    catalogs.clear();
  }
}

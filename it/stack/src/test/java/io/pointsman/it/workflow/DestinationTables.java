package io.pointsman.it.workflow;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.it.S3Server;
import io.pointsman.publication.Catalogs;
import io.pointsman.publication.ClaimOrder;
import io.pointsman.publication.ClaimResult;
import io.pointsman.publication.Destination;
import io.pointsman.sstable.CqlSchema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** The tables that a world's movements go to, in a catalog of its own. */
final class DestinationTables implements AutoCloseable {
  private final CatalogDefinition lake;
  private final Catalog catalog;

  /**
   * @param bucket that is there
   * @param folder where the catalog's database goes
   */
  DestinationTables(
      S3Server s3, String bucket, Path folder, Class<? extends JdbcCatalog> catalogType) {
    this.lake =
        new CatalogDefinition(
            "lake",
            Map.of(
                "catalog-impl",
                catalogType.getName(),
                "uri",
                "jdbc:sqlite:" + folder.resolve("lake.db") + "?busy_timeout=20000&journal_mode=WAL",
                "jdbc.schema-version",
                "V1",
                "warehouse",
                "s3://" + bucket + "/warehouse",
                "io-impl",
                "org.apache.iceberg.aws.s3.S3FileIO",
                "s3.endpoint",
                s3.endpoint().toString(),
                "s3.path-style-access",
                "true",
                "client.region",
                S3Server.REGION),
            null);
    this.catalog = Catalogs.open(lake);
  }

  /** How workers reach them. */
  CatalogDefinition lake() {
    return lake;
  }

  Destination destination(Movement movement) {
    return Destination.open(catalog, movement.destination());
  }

  Table table(Movement movement) {
    return catalog.loadTable(destination(movement).table());
  }

  /** Makes a table beside a movement's destination. */
  void createTable(Movement movement, String name, Schema schema) {
    catalog.createTable(
        TableIdentifier.of(destination(movement).table().namespace(), name), schema);
  }

  /** Claims as a run of the same movement would that is decided now. */
  void claimAsALaterRun(Movement movement) throws Exception {
    Destination destination = destination(movement);
    String cql =
        "CREATE TABLE %s.%s (id bigint PRIMARY KEY, name text);"
            .formatted(movement.source().keyspace(), movement.source().table());
    ClaimResult claimed =
        destination.claim(
            new ClaimOrder(
                destination.nextGeneration(), Instant.now(), "later", 1, Connector.SPARK, 1),
            movement.id(),
            CqlSchema.parse(cql, movement.source().keyspace(), movement.source().table()),
            Instant.now().plusSeconds(20));
    if (!(claimed instanceof ClaimResult.Claimed)) {
      throw new IllegalStateException(claimed.message());
    }
  }

  /** A destination as somebody made it before any run. */
  Table createTable(Movement movement, Schema schema) {
    Namespace namespace = destination(movement).table().namespace();
    if (!((SupportsNamespaces) catalog).namespaceExists(namespace)) {
      ((SupportsNamespaces) catalog).createNamespace(namespace);
    }
    return catalog.createTable(destination(movement).table(), schema);
  }

  /** Snapshots that were ever what readers of a destination saw, oldest first. */
  List<Snapshot> published(Movement movement) {
    var id = destination(movement).table();
    if (!catalog.tableExists(id)) {
      return List.of();
    }
    var table = catalog.loadTable(id);
    return table.history().stream().map(entry -> table.snapshot(entry.snapshotId())).toList();
  }

  /** Branches that are left in a destination, but for main and the fence. */
  List<String> runBranches(Movement movement) {
    return catalog.loadTable(destination(movement).table()).refs().keySet().stream()
        .filter(ref -> ref.endsWith("_1") || ref.endsWith("_2"))
        .toList();
  }

  @Override
  public void close() {
    Catalogs.close(catalog);
  }
}

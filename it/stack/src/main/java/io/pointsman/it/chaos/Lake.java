package io.pointsman.it.chaos;

import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.Lineage;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.it.S3Server;
import io.pointsman.publication.Catalogs;
import io.pointsman.publication.RestCatalogServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The destinations, in a JDBC catalog and in a REST catalog, seen from where no fault strikes. Each
 * table holds rows of its own before a scenario begins, other ones than a run publishes.
 */
final class Lake implements AutoCloseable {
  static final String NAMESPACE = "chaos";

  private static final String WAREHOUSE = "warehouse";
  private static final long LARGEST_FILE = 64L << 20;

  /** Which catalog a destination is in. */
  enum Kind {
    JDBC("lake"),
    REST("rest");

    private final String catalog;

    Kind(String catalog) {
      this.catalog = catalog;
    }

    String catalog() {
      return catalog;
    }
  }

  private final Path dir;
  private final S3Server s3;
  private final Catalog jdbc;
  private final Catalog behindRest;
  private final RestCatalogServer rest;
  private final FaultProxy restProxy;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private List<DataFile> before = List.of();

  Lake(Path dir, S3Server s3) throws IOException {
    this.dir = dir;
    this.s3 = s3;
    for (String bucket : List.of(WAREHOUSE, WorkerConfigs.CONTROL_BUCKET)) {
      s3.createBucket(bucket);
    }
    this.jdbc = own("lake", jdbcProperties("lake", s3.endpoint()));
    this.behindRest = own("rest", jdbcProperties("rest", s3.endpoint()));
    this.rest = new RestCatalogServer(behindRest);
    owned.push(rest);
    this.restProxy = FaultProxy.before(rest.uri());
    owned.push(restProxy);
    for (Catalog catalog : List.of(jdbc, behindRest)) {
      ((SupportsNamespaces) catalog).createNamespace(Namespace.of(NAMESPACE));
    }
  }

  private Catalog own(String name, Map<String, String> properties) {
    Map<String, String> own = new TreeMap<>(properties);
    // This process's own environment cannot be given credentials by name.
    own.put("s3.access-key-id", s3.identity());
    own.put("s3.secret-access-key", s3.secret());
    Catalog catalog = Catalogs.open(new CatalogDefinition(name, own, null));
    owned.push(() -> Catalogs.close(catalog));
    return catalog;
  }

  private Map<String, String> jdbcProperties(String name, URI endpoint) {
    Map<String, String> properties = new TreeMap<>(storeProperties(endpoint));
    properties.put("type", "jdbc");
    properties.put(
        "uri", "jdbc:sqlite:" + dir.resolve(name + ".db") + "?busy_timeout=15000&journal_mode=WAL");
    properties.put("jdbc.schema-version", "V1");
    properties.put("warehouse", "s3://" + WAREHOUSE + "/" + name);
    return properties;
  }

  private static Map<String, String> storeProperties(URI endpoint) {
    return Map.of(
        "io-impl",
        "org.apache.iceberg.aws.s3.S3FileIO",
        "s3.endpoint",
        endpoint.toString(),
        "s3.path-style-access",
        "true",
        "client.region",
        S3Server.REGION);
  }

  private static Map<String, String> restProperties(URI catalog, URI endpoint) {
    Map<String, String> properties = new TreeMap<>(storeProperties(endpoint));
    properties.put("type", "rest");
    properties.put("uri", catalog.toString());
    return properties;
  }

  /** What the JDBC catalog's name means, its warehouse reached at that endpoint. */
  CatalogDefinition jdbcDefinition(URI endpoint) {
    return new CatalogDefinition(
        Kind.JDBC.catalog(), jdbcProperties("lake", endpoint), S3Server.CREDENTIALS_NAME);
  }

  /** What the REST catalog's name means, reached through its proxy. */
  CatalogDefinition restDefinition(URI endpoint) {
    return new CatalogDefinition(
        Kind.REST.catalog(), restProperties(restProxy.uri(), endpoint), S3Server.CREDENTIALS_NAME);
  }

  /** Both catalogs as one reads them without any proxy; the credentials by name. */
  Map<String, Map<String, String>> readersCatalogs() {
    return Map.of(
        Kind.JDBC.catalog(),
        Catalogs.properties(jdbcDefinition(s3.endpoint())),
        Kind.REST.catalog(),
        Catalogs.properties(
            new CatalogDefinition(
                Kind.REST.catalog(),
                restProperties(rest.uri(), s3.endpoint()),
                S3Server.CREDENTIALS_NAME)));
  }

  /** In front of the REST catalog. */
  FaultProxy restProxy() {
    return restProxy;
  }

  /**
   * Takes what a first run published as the pattern of the tables to come: their columns, and
   * before their first run each of these rows twice.
   */
  void rememberPattern(String table) throws IOException {
    List<DataFile> files = new ArrayList<>();
    Table pattern = load(Kind.JDBC, table);
    try (CloseableIterable<FileScanTask> tasks = pattern.newScan().planFiles();
        ObjectStore store =
            ObjectStores.open(
                new StoreSettings(
                    s3.endpoint().toString(),
                    S3Server.REGION,
                    true,
                    S3Server.CREDENTIALS_NAME,
                    WAREHOUSE),
                s3.environment())) {
      for (FileScanTask task : tasks) {
        for (int copy = 1; copy <= 2; copy++) {
          String key = "before/" + files.size() + ".parquet";
          String from = task.file().location().substring(("s3://" + WAREHOUSE + "/").length());
          store.put(key, store.readAll(from, LARGEST_FILE));
          files.add(
              DataFiles.builder(pattern.spec())
                  .copy(task.file())
                  .withPath("s3://" + WAREHOUSE + "/" + key)
                  .build());
        }
      }
    }
    before = List.copyOf(files);
  }

  /** Makes a table with the rows that are there before. */
  void createTable(Kind kind, String table, String pattern) {
    Table columns = load(Kind.JDBC, pattern);
    Table created =
        catalog(kind).createTable(id(table), columns.schema(), columns.spec(), Map.of());
    AppendFiles append = created.newFastAppend();
    before.forEach(append::appendFile);
    append.commit();
  }

  /** The jobs whose rows readers of the table ever got, oldest first. */
  List<JobKey> published(Kind kind, String table) {
    Table loaded = load(kind, table);
    List<JobKey> keys = new ArrayList<>();
    for (HistoryEntry entry : loaded.history()) {
      Lineage.read(loaded.snapshot(entry.snapshotId()).summary())
          .ifPresent(lineage -> keys.add(lineage.key()));
    }
    return keys;
  }

  private Table load(Kind kind, String table) {
    return catalog(kind).loadTable(id(table));
  }

  private Catalog catalog(Kind kind) {
    return switch (kind) {
      case JDBC -> jdbc;
      case REST -> behindRest;
    };
  }

  private static TableIdentifier id(String table) {
    return TableIdentifier.of(NAMESPACE, table);
  }

  @Override
  public void close() throws Exception {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}

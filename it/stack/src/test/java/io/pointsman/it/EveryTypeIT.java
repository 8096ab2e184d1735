package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.Pins;
import io.pointsman.backup.StoreUri;
import io.pointsman.control.ControlLocation;
import io.pointsman.control.ControlStore;
import io.pointsman.control.JobState;
import io.pointsman.control.Patience;
import io.pointsman.control.SparkApplications;
import io.pointsman.control.SparkSettings;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import io.pointsman.legacy.ReferenceEngine;
import io.pointsman.publication.IcebergSchemas;
import io.pointsman.sstable.CqlSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** docs/types.md, held: every type and its edges, by the data source and by both engines. */
@ExtendWith(SharedParts.class)
class EveryTypeIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final TableIdentifier DESTINATION = TableIdentifier.of("types", "every");

  @TempDir Path dir;

  @Test
  void everyTypeIsReadAndStagedByBothEnginesAsCqlSawIt(
      StackPaths paths, S3Server s3, SharedBackup shared) throws Exception {
    s3.createBucket("control");
    s3.createBucket("lake");
    Truth truth = shared.everyType();
    assertThat(truth.rows()).isGreaterThan(8);
    SourceDefinition source = source(s3, shared);
    Pins.Pinned pinned =
        new Pins(
                source,
                BackupReaders.of(
                    "medusa", shared.store(), SharedBackup.prefix(SchemaText.WITH_DROPPED_COLUMNS)))
            .newest(EveryType.TABLE.keyspace(), EveryType.TABLE.table(), null, null);
    CatalogDefinition catalog = catalog(s3);
    String uuid = createDestination(s3, catalog, pinned);
    Map<Connector, Long> staged = new HashMap<>();
    for (Connector connector : Connector.values()) {
      JobResult result =
          ended(paths, s3, connector, request(connector, source, catalog, pinned, uuid));
      assertThat(result.succeeded()).as(connector + ": " + result.message()).isTrue();
      assertThat(result.rows()).as(connector.toString()).isEqualTo(truth.rows());
      staged.put(connector, result.stagedSnapshotId());
    }

    Map<String, String> properties = new HashMap<>(catalog.properties());
    properties.put("client.credentials-provider", "io.pointsman.backup.NamedCredentials");
    properties.put("client.credentials-provider.name", S3Server.CREDENTIALS_NAME);
    List<CompareResult> compared =
        TruthComparison.run(
            paths,
            new CompareRequest(
                "lake",
                properties,
                List.of(
                    CompareRequest.Comparison.ofBackup(
                        "the data source",
                        truth.columns(),
                        truth.file().toAbsolutePath().toString(),
                        options(s3, source, pinned)),
                    staged("Spark", truth, staged.get(Connector.SPARK)),
                    staged("legacy", truth, staged.get(Connector.LEGACY)))),
            dir.resolve("compare"),
            s3.environment(),
            message -> {});
    assertThat(compared)
        .hasSize(3)
        .allSatisfy(each -> assertThat(each.equal()).as(each.toString()).isTrue());
  }

  private static CompareRequest.Comparison staged(String name, Truth truth, Long snapshotId) {
    return TruthComparison.of(name, truth, "types", "every", snapshotId);
  }

  private static Map<String, String> options(
      S3Server s3, SourceDefinition source, Pins.Pinned pinned) {
    return Map.of(
        "backupUri", source.backupUri(),
        "layout", source.layout(),
        "backupId", pinned.pin().backupId(),
        "keyspace", EveryType.TABLE.keyspace(),
        "table", EveryType.TABLE.table(),
        "endpoint", s3.endpoint().toString(),
        "region", S3Server.REGION,
        "pathStyle", "true",
        "credentials", S3Server.CREDENTIALS_NAME);
  }

  private static JobRequest request(
      Connector connector,
      SourceDefinition source,
      CatalogDefinition catalog,
      Pins.Pinned pinned,
      String uuid) {
    JobKey key = new JobKey("every-type", 1, connector, 1);
    return new JobRequest(
        key,
        Movement.parse("cluster/types/Every -> lake.types.every"),
        source,
        catalog,
        pinned.pin(),
        key.branch(),
        uuid,
        null,
        Instant.now().plus(LIMIT),
        Map.of());
  }

  private JobResult ended(StackPaths paths, S3Server s3, Connector connector, JobRequest request)
      throws Exception {
    ControlLocation location =
        new ControlLocation(
            StoreUri.parse("s3://control/" + dir.getFileName()),
            s3.endpoint().toString(),
            S3Server.REGION,
            true,
            S3Server.CREDENTIALS_NAME);
    ControlStore records = location.records(TestStores.open(s3, "control"));
    SparkApplications applications = new SparkApplications(location, records, Patience.usual());
    JobKey key = applications.submit(request, settings(paths, s3, connector)).key();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !(applications.poll(key) instanceof JobState.Running));
    JobState state = applications.poll(key);
    assertThat(state).isInstanceOf(JobState.Ended.class);
    return ((JobState.Ended) state).result();
  }

  private SparkSettings settings(StackPaths paths, S3Server s3, Connector connector)
      throws IOException {
    String module = connector == Connector.SPARK ? "spark-connector" : "legacy-adapter";
    String application = connector == Connector.SPARK ? "iceberg-" : "reference-";
    try (Stream<Path> files = Files.list(paths.target(module).resolve("job-jars"))) {
      List<Path> jars = files.toList();
      return new SparkSettings(
          paths.sparkHome(),
          "local[2]",
          null,
          connector == Connector.SPARK
              ? "io.pointsman.iceberg.MoveJob"
              : ReferenceEngine.MAIN_CLASS,
          jars.stream()
              .filter(jar -> jar.getFileName().toString().startsWith(application))
              .findFirst()
              .orElseThrow()
              .toString(),
          jars.stream()
              .filter(jar -> !jar.getFileName().toString().startsWith(application))
              .map(Path::toString)
              .toList(),
          Map.of(
              "spark.driver.memory",
              "768m",
              "spark.driver.extraJavaOptions",
              "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + Owner.leashOption(paths)),
          s3.environment(),
          dir.resolve("logs"));
    }
  }

  private static String createDestination(
      S3Server s3, CatalogDefinition definition, Pins.Pinned pinned) {
    Map<String, String> properties = new HashMap<>(definition.properties());
    properties.put("s3.access-key-id", s3.identity());
    properties.put("s3.secret-access-key", s3.secret());
    Catalog catalog = CatalogUtil.buildIcebergCatalog("lake", properties, null);
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of("types"));
    return catalog
        .createTable(
            DESTINATION,
            IcebergSchemas.of(
                CqlSchema.parse(
                    pinned.backup().schema(), EveryType.TABLE.keyspace(), EveryType.TABLE.table())))
        .uuid()
        .toString();
  }

  private static SourceDefinition source(S3Server s3, SharedBackup shared) {
    return new SourceDefinition(
        "cluster",
        "s3://"
            + shared.store().bucket()
            + "/"
            + SharedBackup.prefix(SchemaText.WITH_DROPPED_COLUMNS),
        "medusa",
        S3Server.REGION,
        s3.endpoint().toString(),
        true,
        null,
        null,
        S3Server.CREDENTIALS_NAME);
  }

  private CatalogDefinition catalog(S3Server s3) {
    return new CatalogDefinition(
        "lake",
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + dir.resolve("lake.db"),
            "jdbc.schema-version",
            "V1",
            "warehouse",
            "s3://lake/" + dir.getFileName(),
            "io-impl",
            "org.apache.iceberg.aws.s3.S3FileIO",
            "s3.endpoint",
            s3.endpoint().toString(),
            "s3.path-style-access",
            "true",
            "client.region",
            S3Server.REGION),
        S3Server.CREDENTIALS_NAME);
  }
}

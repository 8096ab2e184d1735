package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pointsman.backup.Pins;
import io.pointsman.backup.StoreUri;
import io.pointsman.control.ControlLocation;
import io.pointsman.control.ControlStore;
import io.pointsman.control.JobState;
import io.pointsman.control.Patience;
import io.pointsman.control.SparkApplications;
import io.pointsman.control.SparkSettings;
import io.pointsman.control.SubmitException;
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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Jobs of either engine without a workflow around them: real drivers, with a control store and a
 * catalog of one test's own.
 */
final class RealJobs {
  static final Duration LIMIT = Duration.ofMinutes(8);

  private final StackPaths paths;
  private final S3Server s3;
  private final Path dir;
  private final ControlStore records;
  private final SparkApplications applications;

  /**
   * @param dir the test's own; its name tells it from the others in the shared buckets
   */
  RealJobs(StackPaths paths, S3Server s3, Path dir) throws IOException {
    this.paths = paths;
    this.s3 = s3;
    this.dir = dir;
    s3.createBucket("control");
    s3.createBucket("lake");
    ControlLocation location =
        new ControlLocation(
            StoreUri.parse("s3://control/" + dir.getFileName()),
            s3.endpoint().toString(),
            S3Server.REGION,
            true,
            S3Server.CREDENTIALS_NAME);
    this.records = location.records(TestStores.open(s3, "control"));
    this.applications = new SparkApplications(location, records, Patience.usual());
  }

  ControlStore records() {
    return records;
  }

  /** A source whose backups lie in the shared bucket, reached by this address. */
  static SourceDefinition source(SharedBackup shared, URI endpoint, String prefix, String layout) {
    return SourceDefinition.of("cluster", "s3://" + shared.store().bucket() + "/" + prefix, layout)
        .withStore(S3Server.REGION, endpoint.toString(), true)
        .withCredentials(S3Server.CREDENTIALS_NAME);
  }

  private CatalogDefinition catalog() {
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

  /** Makes the movement's destination, empty, with the columns of the backed up table: its UUID. */
  String createDestination(Movement movement, Pins.Pinned pinned) {
    Map<String, String> properties = new HashMap<>(catalog().properties());
    properties.put("s3.access-key-id", s3.identity());
    properties.put("s3.secret-access-key", s3.secret());
    Catalog catalog = CatalogUtil.buildIcebergCatalog("lake", properties, null);
    Namespace namespace = Namespace.of(movement.destination().namespace());
    ((SupportsNamespaces) catalog).createNamespace(namespace);
    return catalog
        .createTable(
            TableIdentifier.of(namespace, movement.destination().table()),
            IcebergSchemas.of(
                CqlSchema.parse(
                    pinned.backup().schema(),
                    movement.source().keyspace(),
                    movement.source().table())))
        .uuid()
        .toString();
  }

  /**
   * What a job is asked for.
   *
   * @param destination the UUID of the movement's table
   */
  JobRequest request(
      JobKey key,
      Movement movement,
      SourceDefinition source,
      Pins.Pinned pinned,
      String destination,
      Map<String, String> options) {
    return new JobRequest(
        key,
        movement,
        source,
        catalog(),
        pinned.pin(),
        key.branch(),
        destination,
        null,
        Instant.now().plus(LIMIT),
        options);
  }

  /** Starts the job's driver. */
  JobKey submit(JobRequest request) throws IOException, SubmitException {
    return applications.submit(request, settings(request.key().connector())).key();
  }

  /** Waits for the job's end. */
  JobResult ended(JobKey key) throws IOException {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !(applications.poll(key) instanceof JobState.Running));
    JobState state = applications.poll(key);
    assertThat(state).isInstanceOf(JobState.Ended.class);
    return ((JobState.Ended) state).result();
  }

  private SparkSettings settings(Connector connector) throws IOException {
    String module =
        switch (connector) {
          case SPARK -> "spark-connector";
          case LEGACY -> "legacy-adapter";
        };
    String application =
        switch (connector) {
          case SPARK -> "iceberg-";
          case LEGACY -> "reference-";
        };
    try (Stream<Path> files = Files.list(paths.target(module).resolve("job-jars"))) {
      Map<Boolean, List<String>> jars =
          files
              .map(Path::toString)
              .collect(
                  Collectors.partitioningBy(
                      jar -> Path.of(jar).getFileName().toString().startsWith(application)));
      return new SparkSettings(
          paths.sparkHome(),
          "local[2]",
          null,
          switch (connector) {
            case SPARK -> "io.pointsman.iceberg.MoveJob";
            case LEGACY -> ReferenceEngine.MAIN_CLASS;
          },
          jars.get(true).get(0),
          jars.get(false),
          Map.of(
              "spark.driver.memory",
              "768m",
              "spark.driver.extraJavaOptions",
              "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + Owner.leashOption(paths)),
          s3.environment(),
          dir.resolve("logs"));
    }
  }

  /** Compares what was staged, or what the data source reads, with the truth. */
  List<CompareResult> compared(CompareRequest.Comparison... pairs) throws Exception {
    Map<String, String> properties = new HashMap<>(catalog().properties());
    properties.put("client.credentials-provider", "io.pointsman.backup.NamedCredentials");
    properties.put("client.credentials-provider.name", S3Server.CREDENTIALS_NAME);
    return TruthComparison.run(
        paths,
        new CompareRequest("lake", properties, List.of(pairs)),
        dir.resolve("compare"),
        s3.environment(),
        message -> {});
  }
}

package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.Pins;
import io.pointsman.backup.StoreUri;
import io.pointsman.control.Cancellation;
import io.pointsman.control.ControlLocation;
import io.pointsman.control.ControlStore;
import io.pointsman.control.JobState;
import io.pointsman.control.Patience;
import io.pointsman.control.SparkApplications;
import io.pointsman.control.SparkSettings;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import io.pointsman.publication.IcebergSchemas;
import io.pointsman.sstable.CqlSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Spark connector's job on its own: a real driver, a real backup, a real destination. */
@ExtendWith(SharedParts.class)
class MoveJobIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final TableName LOGINS = new TableName("members", "logins");

  @TempDir Path dir;

  private StackPaths paths;
  private S3Server s3;
  private SharedBackup shared;
  private SparkApplications applications;
  private ControlStore records;

  @BeforeEach
  void open(StackPaths paths, S3Server s3, SharedBackup shared) throws IOException {
    this.paths = paths;
    this.s3 = s3;
    this.shared = shared;
    s3.createBucket("control");
    s3.createBucket("lake");
    ControlLocation location =
        new ControlLocation(
            StoreUri.parse("s3://control/" + dir.getFileName()),
            s3.endpoint().toString(),
            S3Server.REGION,
            true,
            S3Server.CREDENTIALS_NAME);
    records = location.records(TestStores.open(s3, "control"));
    applications = new SparkApplications(location, records, Patience.usual());
  }

  @Test
  void aPinnedBackupIsStagedAsCqlSawIt() throws Exception {
    JobRequest request = request("staged", pinned());
    JobResult result = ended(submit(request));
    assertThat(result.succeeded()).as(result.message()).isTrue();
    Truth truth = truth();
    assertThat(result.rows()).isEqualTo(truth.rows());
    assertThat(result.bytesRead()).isPositive();
    assertThat(result.backupId()).isEqualTo(request.pin().backupId());
    assertThat(result.figures()).containsEntry("tasks", 3.0);

    List<CompareResult> compared =
        compared(
            TruthComparison.of("staged", truth, "members", "logins", result.stagedSnapshotId()),
            TruthComparison.of("published", truth, "members", "logins", null));
    assertThat(compared.get(0).equal()).as(compared.get(0).toString()).isTrue();
    assertThat(compared.get(1).rowsTable()).as("nothing is published").isZero();
  }

  @Test
  void compressedObjectsOfAnotherLayoutAreStagedAsCqlSawThem() throws Exception {
    SourceDefinition priam =
        source(s3.endpoint(), UploadedLayout.PRIAM_COMPRESSED.uriPrefix(), BackupReaders.AUTO);
    Pins.Pinned pinned =
        new Pins(
                priam,
                BackupReaders.of(
                    priam.layout(), shared.store(), UploadedLayout.PRIAM_COMPRESSED.uriPrefix()))
            .newest(
                LOGINS.keyspace(),
                LOGINS.table(),
                null,
                shared.backups().get(SchemaText.CURRENT).startedAt());
    assertThat(pinned.pin().layout()).isEqualTo("priam");

    JobResult result = ended(submit(request("priam", pinned, priam)));

    assertThat(result.succeeded()).as(result.message()).isTrue();
    Truth truth = truth();
    assertThat(result.rows()).isEqualTo(truth.rows());
    CompareResult compared =
        compared(TruthComparison.of("priam", truth, "members", "logins", result.stagedSnapshotId()))
            .get(0);
    assertThat(compared.equal()).as(compared.toString()).isTrue();
  }

  private List<CompareResult> compared(CompareRequest.Comparison... pairs) throws Exception {
    Map<String, String> catalog = new HashMap<>(catalog().properties());
    catalog.put("client.credentials-provider", "io.pointsman.backup.NamedCredentials");
    catalog.put("client.credentials-provider.name", S3Server.CREDENTIALS_NAME);
    return TruthComparison.run(
        paths,
        new CompareRequest("lake", catalog, List.of(pairs)),
        dir.resolve("compare"),
        s3.environment(),
        message -> {});
  }

  @Test
  void aDamagedObjectIsNamedAndNothingIsStaged() throws Exception {
    Pins.Pinned pinned = pinned();
    JobRequest request = request("damaged", pinned);
    String key = dataFile(pinned);
    ObjectStore store = shared.store();
    byte[] intact = store.readAll(key, 1L << 30);
    byte[] damaged = intact.clone();
    damaged[damaged.length / 2] ^= 1;
    store.put(key, damaged);
    try {
      JobResult result = ended(submit(request));
      assertThat(result.failure()).as(result.message()).isEqualTo(FailureReason.BACKUP_CORRUPT);
      assertThat(result.message()).contains(key);
      assertThat(result.stagedSnapshotId()).isNull();
    } finally {
      store.put(key, intact);
    }
  }

  @Test
  void anObjectThatIsPurgedWhileTheJobReadsIsNamedAndNothingIsStaged() throws Exception {
    Pins.Pinned pinned = pinned();
    String key = dataFile(pinned);
    ObjectStore store = shared.store();
    byte[] content = store.readAll(key, 1L << 30);
    AtomicInteger purged = new AtomicInteger();
    try (WatchedS3 watched =
        new WatchedS3(
            s3.endpoint(),
            request -> {
              // The first range of it is asked for: the job has seen it listed.
              if (request.startsWith("GET ")
                  && request.contains(key)
                  && purged.incrementAndGet() == 1) {
                delete(store, key);
              }
            })) {
      JobResult result = ended(submit(request("purged", pinned, source(watched.endpoint()))));
      assertThat(purged).hasPositiveValue();
      assertThat(result.failure()).as(result.message()).isEqualTo(FailureReason.BACKUP_GONE);
      assertThat(result.message()).contains(key);
      assertThat(result.stagedSnapshotId()).isNull();
    } finally {
      store.put(key, content);
    }
  }

  @Test
  void aBackupThatIsPurgedBeforeTheJobReadsItIsGone() throws Exception {
    Pins.Pinned pinned = pinned();
    String key = dataFile(pinned);
    ObjectStore store = shared.store();
    byte[] content = store.readAll(key, 1L << 30);
    store.delete(key);
    try {
      JobResult result = ended(submit(request("purged-before", pinned)));
      assertThat(result.failure()).as(result.message()).isEqualTo(FailureReason.BACKUP_GONE);
      assertThat(result.message()).contains(key);
      assertThat(result.stagedSnapshotId()).isNull();
    } finally {
      store.put(key, content);
    }
  }

  private static String dataFile(Pins.Pinned pinned) {
    return pinned.backup().sstables().stream()
        .flatMap(sstable -> sstable.components().stream())
        .filter(component -> component.fileName().endsWith("-Data.db"))
        .map(Backup.Component::key)
        .findFirst()
        .orElseThrow();
  }

  private static void delete(ObjectStore store, String key) {
    try {
      store.delete(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDriverThatIsCancelledFromAnotherHostStopsItself() throws Exception {
    JobRequest request = request("cancelled", pinned());
    JobKey key = submit(request);
    await().atMost(LIMIT).until(() -> records.started(key).isPresent());
    long pid = records.started(key).map(JobProgress::pid).orElseThrow();
    records.requestCancel(key, new Cancellation(Instant.now(), "another worker", "superseded"));
    JobResult result = ended(key);
    assertThat(result.failure()).isEqualTo(FailureReason.CANCELLED);
    assertThat(result.message()).contains("another worker", "superseded");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
  }

  private JobResult ended(JobKey key) throws IOException {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !(applications.poll(key) instanceof JobState.Running));
    JobState state = applications.poll(key);
    assertThat(state).isInstanceOf(JobState.Ended.class);
    return ((JobState.Ended) state).result();
  }

  private JobKey submit(JobRequest request) throws Exception {
    Path jars = paths.home().resolve("spark-connector/target/job-jars");
    String application = null;
    List<String> others = new ArrayList<>();
    try (Stream<Path> files = Files.list(jars)) {
      for (Path jar : files.toList()) {
        if (jar.getFileName().toString().startsWith("iceberg-")) {
          application = jar.toString();
        } else {
          others.add(jar.toString());
        }
      }
    }
    return applications
        .submit(
            request,
            new SparkSettings(
                paths.sparkHome(),
                "local[2]",
                null,
                "io.pointsman.iceberg.MoveJob",
                application,
                others,
                Map.of(
                    "spark.driver.memory",
                    "640m",
                    "spark.driver.extraJavaOptions",
                    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + Owner.leashOption(paths)),
                s3.environment(),
                dir.resolve("logs")))
        .key();
  }

  private JobRequest request(String name, Pins.Pinned pinned) {
    return request(name, pinned, source(s3.endpoint()));
  }

  private JobRequest request(String name, Pins.Pinned pinned, SourceDefinition source) {
    Map<String, String> properties = new HashMap<>(catalog().properties());
    properties.put("s3.access-key-id", s3.identity());
    properties.put("s3.secret-access-key", s3.secret());
    Catalog catalog = CatalogUtil.buildIcebergCatalog("lake", properties, null);
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of("members"));
    Schema schema =
        IcebergSchemas.of(
            CqlSchema.parse(pinned.backup().schema(), LOGINS.keyspace(), LOGINS.table()));
    String uuid =
        catalog.createTable(TableIdentifier.of("members", "logins"), schema).uuid().toString();
    JobKey key = new JobKey("run-" + name, 1, Connector.SPARK, 1);
    return new JobRequest(
        key,
        Movement.parse("cluster/members/logins -> lake.members.logins"),
        source,
        catalog(),
        pinned.pin(),
        key.branch(),
        uuid,
        null,
        Instant.now().plus(LIMIT),
        Map.of("splits", "3"));
  }

  private Pins.Pinned pinned() throws IOException {
    return new Pins(
            source(s3.endpoint()),
            BackupReaders.of("medusa", shared.store(), SharedBackup.prefix(SchemaText.CURRENT)))
        .newest(LOGINS.keyspace(), LOGINS.table(), null, null);
  }

  private SourceDefinition source(URI endpoint) {
    return source(endpoint, SharedBackup.prefix(SchemaText.CURRENT), "medusa");
  }

  private SourceDefinition source(URI endpoint, String prefix, String layout) {
    return new SourceDefinition(
        "cluster",
        "s3://" + shared.store().bucket() + "/" + prefix,
        layout,
        S3Server.REGION,
        endpoint.toString(),
        true,
        null,
        null,
        S3Server.CREDENTIALS_NAME);
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

  private Truth truth() {
    return shared.truths().stream()
        .filter(truth -> truth.table().equals(LOGINS))
        .findFirst()
        .orElseThrow();
  }
}

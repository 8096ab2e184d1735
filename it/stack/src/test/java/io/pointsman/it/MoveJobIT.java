package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.Pins;
import io.pointsman.control.Cancellation;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.truth.CompareResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Spark connector's job on its own: a real driver, a real backup, a real destination. */
@ExtendWith(SharedParts.class)
class MoveJobIT {
  private static final Movement MOVEMENT =
      Movement.parse("cluster/members/logins -> lake.members.logins");
  private static final TableName LOGINS = new TableName("members", "logins");

  @TempDir Path dir;

  private S3Server s3;
  private SharedBackup shared;
  private RealJobs jobs;

  @BeforeEach
  void open(StackPaths paths, S3Server s3, SharedBackup shared) throws IOException {
    this.s3 = s3;
    this.shared = shared;
    this.jobs = new RealJobs(paths, s3, dir);
  }

  @Test
  void aPinnedBackupIsStagedAsCqlSawIt() throws Exception {
    JobRequest request = request("staged", pinned());
    JobResult result = jobs.ended(jobs.submit(request));
    assertThat(result.succeeded()).as(result.message()).isTrue();
    Truth truth = truth();
    assertThat(result.rows()).isEqualTo(truth.rows());
    assertThat(result.bytesRead()).isPositive();
    assertThat(result.backupId()).isEqualTo(request.pin().backupId());
    assertThat(result.figures()).containsEntry("tasks", 3.0);

    List<CompareResult> compared =
        jobs.compared(
            TruthComparison.of("staged", truth, "members", "logins", result.stagedSnapshotId()),
            TruthComparison.of("published", truth, "members", "logins", null));
    assertThat(compared.get(0).equal()).as(compared.get(0).toString()).isTrue();
    assertThat(compared.get(1).rowsTable()).as("nothing is published").isZero();
  }

  @Test
  void compressedObjectsOfAnotherLayoutAreStagedAsCqlSawThem() throws Exception {
    SourceDefinition priam =
        RealJobs.source(
            shared, s3.endpoint(), UploadedLayout.PRIAM_COMPRESSED.uriPrefix(), BackupReaders.AUTO);
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

    JobResult result = jobs.ended(jobs.submit(request("priam", pinned, priam)));

    assertThat(result.succeeded()).as(result.message()).isTrue();
    Truth truth = truth();
    assertThat(result.rows()).isEqualTo(truth.rows());
    CompareResult compared =
        jobs.compared(
                TruthComparison.of("priam", truth, "members", "logins", result.stagedSnapshotId()))
            .get(0);
    assertThat(compared.equal()).as(compared.toString()).isTrue();
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
      JobResult result = jobs.ended(jobs.submit(request));
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
      JobResult result =
          jobs.ended(jobs.submit(request("purged", pinned, source(watched.endpoint()))));
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
      JobResult result = jobs.ended(jobs.submit(request("purged-before", pinned)));
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
    JobKey key = jobs.submit(request);
    await().atMost(RealJobs.LIMIT).until(() -> jobs.records().started(key).isPresent());
    long pid = jobs.records().started(key).map(JobProgress::pid).orElseThrow();
    jobs.records()
        .requestCancel(key, new Cancellation(Instant.now(), "another worker", "superseded"));
    JobResult result = jobs.ended(key);
    assertThat(result.failure()).isEqualTo(FailureReason.CANCELLED);
    assertThat(result.message()).contains("another worker", "superseded");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
  }

  private JobRequest request(String name, Pins.Pinned pinned) {
    return request(name, pinned, source(s3.endpoint()));
  }

  private JobRequest request(String name, Pins.Pinned pinned, SourceDefinition source) {
    return jobs.request(
        new JobKey("run-" + name, 1, Connector.SPARK, 1),
        MOVEMENT,
        source,
        pinned,
        jobs.createDestination(MOVEMENT, pinned),
        Map.of("splits", "3"));
  }

  private Pins.Pinned pinned() throws IOException {
    return new Pins(
            source(s3.endpoint()),
            BackupReaders.of("medusa", shared.store(), SharedBackup.prefix(SchemaText.CURRENT)))
        .newest(LOGINS.keyspace(), LOGINS.table(), null, null);
  }

  private SourceDefinition source(URI endpoint) {
    return RealJobs.source(shared, endpoint, SharedBackup.prefix(SchemaText.CURRENT), "medusa");
  }

  private Truth truth() {
    return shared.truths().stream()
        .filter(truth -> truth.table().equals(LOGINS))
        .findFirst()
        .orElseThrow();
  }
}

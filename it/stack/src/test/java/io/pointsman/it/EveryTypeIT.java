package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.Pins;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobResult;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** docs/types.md, held: every type and its edges, by the data source and by both engines. */
@ExtendWith(SharedParts.class)
class EveryTypeIT {
  private static final Movement MOVEMENT =
      Movement.parse("cluster/types/Every -> lake.types.every");

  @TempDir Path dir;

  @Test
  void everyTypeIsReadAndStagedByBothEnginesAsCqlSawIt(
      StackPaths paths, S3Server s3, SharedBackup shared) throws Exception {
    RealJobs jobs = new RealJobs(paths, s3, dir);
    Truth truth = shared.everyType();
    assertThat(truth.rows()).isGreaterThan(8);
    SourceDefinition source =
        RealJobs.source(
            shared, s3.endpoint(), SharedBackup.prefix(SchemaText.WITH_DROPPED_COLUMNS), "medusa");
    Pins.Pinned pinned =
        new Pins(
                source,
                BackupReaders.of(
                    "medusa", shared.store(), SharedBackup.prefix(SchemaText.WITH_DROPPED_COLUMNS)))
            .newest(EveryType.TABLE.keyspace(), EveryType.TABLE.table(), null, null);
    String destination = jobs.createDestination(MOVEMENT, pinned);
    Map<Connector, Long> staged = new HashMap<>();
    for (Connector connector : Connector.values()) {
      JobKey key = new JobKey("every-type", 1, connector, 1);
      JobResult result =
          jobs.ended(
              jobs.submit(jobs.request(key, MOVEMENT, source, pinned, destination, Map.of())));
      assertThat(result.succeeded()).as(connector + ": " + result.message()).isTrue();
      assertThat(result.rows()).as(connector.toString()).isEqualTo(truth.rows());
      staged.put(connector, result.stagedSnapshotId());
    }

    List<CompareResult> compared =
        jobs.compared(
            CompareRequest.Comparison.ofBackup(
                "the data source",
                truth.columns(),
                truth.file().toAbsolutePath().toString(),
                options(s3, source, pinned)),
            staged("Spark", truth, staged.get(Connector.SPARK)),
            staged("legacy", truth, staged.get(Connector.LEGACY)));
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
}

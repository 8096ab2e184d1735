package io.pointsman.it.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.StoreMeasurement;
import io.pointsman.bench.StorePlan;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads and plans from an S3 server that answers each GET late. */
final class StoreBench {
  private static final String BUCKET = "benched";
  private static final int ROW_BYTES = 700;
  private static final int ROWS_PER_PARTITION = 10;

  private final StackPaths paths;
  private final Path dir;
  private final Progress progress;

  StoreBench(StackPaths paths, Path dir, Progress progress) {
    this.paths = paths;
    this.dir = dir;
    this.progress = progress;
  }

  StoreReport run(StoreBenchSettings settings) throws IOException, InterruptedException {
    progress.step(
        "starting an S3 server that answers each GET %d ms late"
            .formatted(settings.latencyMillis()));
    Map<String, String> late =
        Map.of("s3proxy.latency-blobstore.get.latency", Integer.toString(settings.latencyMillis()));
    try (S3Server s3 = S3Server.start(paths, dir.resolve("s3"), late, progress::detail)) {
      s3.createBucket(BUCKET);
      StorePlan plan =
          new StorePlan(
              dir.resolve("s3").resolve("data").resolve(BUCKET).toString(),
              BUCKET,
              s3.endpoint().toString(),
              S3Server.CREDENTIALS_NAME,
              scans(settings),
              settings.sstables() == 0
                  ? null
                  : new ReadCase(
                      "many",
                      ROW_BYTES,
                      (long) settings.sstables() * 2 * ROWS_PER_PARTITION,
                      ROWS_PER_PARTITION,
                      1),
              settings.sstables());
      progress.step("writing the tables");
      run("write", plan, s3);
      progress.step("reading and planning, on one core");
      List<StoreMeasurement> measured = run("measure", plan, s3);
      progress.step("done");
      return new StoreReport(settings, measured);
    }
  }

  private static List<ReadCase> scans(StoreBenchSettings settings) {
    List<ReadCase> scans = new ArrayList<>();
    for (int versions : settings.versions()) {
      long rows = settings.megabytes() * 1_000_000L / ROW_BYTES / versions;
      scans.add(
          new ReadCase(
              "far_v" + versions,
              ROW_BYTES,
              rows / ROWS_PER_PARTITION * ROWS_PER_PARTITION,
              ROWS_PER_PARTITION,
              versions));
    }
    return scans;
  }

  private List<StoreMeasurement> run(String what, StorePlan plan, S3Server s3)
      throws IOException, InterruptedException {
    return new BenchProcesses(paths, dir, progress)
        .run(
            what,
            "io.pointsman.bench.StoreProcess",
            List.of(what),
            plan,
            new TypeReference<>() {},
            s3,
            1,
            BenchProcesses.HEAP);
  }
}

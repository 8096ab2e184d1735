package io.pointsman.it.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.bench.Measurement;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import io.pointsman.bench.ReadPlan;
import io.pointsman.it.ChildProcess;
import io.pointsman.it.JavaProgram;
import io.pointsman.it.S3Server;
import io.pointsman.it.SparkJvm;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the bench's processes, one after the other. */
final class ReadBench {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final String BUCKET = "benched";
  private static final String HEAP = "2g";

  private final StackPaths paths;
  private final Path dir;
  private final Progress progress;

  ReadBench(StackPaths paths, Path dir, Progress progress) {
    this.paths = paths;
    this.dir = dir;
    this.progress = progress;
  }

  ReadReport run(ReadBenchSettings settings) throws IOException, InterruptedException {
    List<ReadCase> cases = settings.cases();
    progress.step("starting an S3 server");
    try (S3Server s3 = S3Server.start(paths, dir.resolve("s3"), progress::detail)) {
      s3.createBucket(BUCKET);
      s3.createBucket("lake");
      progress.step("writing %d tables".formatted(cases.size()));
      run("write", "write", plan(s3, cases, settings.warmUps(), List.of(), false), s3, 1, HEAP);

      List<Measurement> oneCore = new ArrayList<>();
      for (ReadEngine engine : settings.engines()) {
        progress.step("measuring " + engine + " on one core");
        oneCore.addAll(
            run(
                engine.name().toLowerCase(java.util.Locale.ROOT),
                "measure",
                plan(s3, cases, settings.warmUps(), List.of(engine), true),
                s3,
                1,
                HEAP));
      }
      List<Measurement> twoCores = List.of();
      if (settings.engines().contains(ReadEngine.SPARK_ROWS)) {
        progress.step("measuring SPARK_ROWS on two cores");
        twoCores =
            run(
                "spark_rows-2",
                "measure",
                plan(s3, cases, settings.warmUps(), List.of(ReadEngine.SPARK_ROWS), false),
                s3,
                2,
                HEAP);
      }
      progress.step("done");
      return new ReadReport(cases, oneCore, twoCores, progress.elapsed());
    }
  }

  /**
   * One Cassandra partition in many SSTables, read by the move job's source in a small heap.
   *
   * @param heap such as {@code 512m}
   */
  Measurement wide(ReadCase table, String heap) throws IOException, InterruptedException {
    progress.step("starting an S3 server");
    try (S3Server s3 = S3Server.start(paths, dir.resolve("s3"), progress::detail)) {
      s3.createBucket(BUCKET);
      progress.step("writing " + table);
      List<ReadCase> cases = List.of(table);
      run("write", "write", plan(s3, cases, 0, List.of(), false), s3, 1, HEAP);
      progress.step("reading it in a heap of " + heap);
      ReadPlan plan = plan(s3, cases, 0, List.of(ReadEngine.SPARK_ROWS), false);
      return run("wide", "measure", plan, s3, 1, heap).get(0);
    }
  }

  private ReadPlan plan(
      S3Server s3, List<ReadCase> cases, int warmUps, List<ReadEngine> engines, boolean shares) {
    Path buckets = dir.resolve("s3").resolve("data");
    return new ReadPlan(
        buckets.resolve(BUCKET).toString(),
        buckets.toString(),
        BUCKET,
        cases,
        engines,
        warmUps,
        s3.endpoint().toString(),
        S3Server.CREDENTIALS_NAME,
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + dir.resolve("lake.db"),
            "jdbc.schema-version",
            "V1",
            "warehouse",
            "s3://lake/bench",
            "io-impl",
            "org.apache.iceberg.aws.s3.S3FileIO",
            "s3.endpoint",
            s3.endpoint().toString(),
            "s3.path-style-access",
            "true",
            "client.region",
            S3Server.REGION),
        shares);
  }

  private List<Measurement> run(
      String name, String what, ReadPlan plan, S3Server s3, int cores, String heap)
      throws IOException, InterruptedException {
    Path planFile = dir.resolve(name + "-plan.json");
    Path resultFile = dir.resolve(name + "-result.json");
    MAPPER.writeValue(planFile.toFile(), plan);
    JavaProgram program =
        JavaProgram.ofMain(paths, name, classPath(), "io.pointsman.bench.ReadProcess")
            .withJvmOptions(SparkJvm.OPTIONS)
            .withJvmOptions("--add-modules=jdk.incubator.vector")
            .withJvmOptions("-Xmx" + heap, "-Xms" + heap)
            .withJvmOptions(
                "-Dspark.master=local[" + cores + "]",
                "-Dspark.app.name=bench",
                "-Dspark.ui.enabled=false",
                "-Dspark.local.dir=" + dir.resolve("spark"))
            .withArguments(what, planFile.toString(), resultFile.toString())
            .withEnvironment(s3.environment());
    try (ChildProcess process = ChildProcess.start(program, dir.resolve(name + ".log"))) {
      process.awaitReady(LIMIT, () -> Files.exists(resultFile), progress::detail);
    }
    return MAPPER.readValue(resultFile.toFile(), new TypeReference<List<Measurement>>() {});
  }

  /** Spark's jars, then the two jobs' own, each once. */
  private String classPath() throws IOException {
    List<String> entries = new ArrayList<>();
    entries.add(paths.jar("it/bench").toString());
    entries.add(paths.jar("legacy-adapter/reference").toString());
    try (Stream<Path> jars = Files.list(paths.target("spark-connector").resolve("job-jars"))) {
      entries.addAll(jars.map(Path::toString).sorted().toList());
    }
    entries.add(paths.sparkHome().resolve("jars").resolve("*").toString());
    return entries.stream().collect(Collectors.joining(":"));
  }
}

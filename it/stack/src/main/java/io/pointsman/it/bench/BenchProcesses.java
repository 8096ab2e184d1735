package io.pointsman.it.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.bench.ConnectorPlan;
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
import java.util.stream.Stream;

/** Starts what is measured, each in a process of its own with Spark and the jobs' jars. */
final class BenchProcesses {
  /** The bucket of the backups. */
  static final String BUCKET = "benched";

  /** The bucket of the Iceberg tables. */
  static final String LAKE = "lake";

  /** Built with {@code -Pbench-cql}, as {@code ./pointsman bench read} does. */
  private static final String CONNECTOR_MODULE = "it/bench-cql";

  static final String HEAP = "2g";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final StackPaths paths;
  private final Path dir;
  private final Progress progress;

  BenchProcesses(StackPaths paths, Path dir, Progress progress) {
    this.paths = paths;
    this.dir = dir;
    this.progress = progress;
  }

  /** An S3 server with both buckets. */
  S3Server startS3() throws IOException, InterruptedException {
    progress.step("starting an S3 server");
    S3Server s3 = S3Server.start(paths, dir.resolve("s3"), progress::detail);
    try {
      s3.createBucket(BUCKET);
      s3.createBucket(LAKE);
      return s3;
    } catch (IOException | RuntimeException e) {
      s3.close();
      throw e;
    }
  }

  /** Where the SSTables lie, as files. */
  Path backups() {
    return dir.resolve("s3").resolve("data").resolve(BUCKET).resolve("backups");
  }

  ReadPlan plan(
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
            "s3://" + LAKE + "/bench",
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

  /**
   * Starts a process and waits for what it says.
   *
   * @param name of the process, and of its files
   * @param what the arguments before the plan's file and the result's
   * @param plan what it does
   * @param result what it answers
   */
  <T> T run(
      String name,
      String mainClass,
      List<String> what,
      Object plan,
      TypeReference<T> result,
      S3Server s3,
      int cores,
      String heap)
      throws IOException, InterruptedException {
    JavaProgram program =
        JavaProgram.ofMain(paths, name, classPath(), mainClass)
            .withJvmOptions(SparkJvm.OPTIONS)
            .withJvmOptions("--add-modules=jdk.incubator.vector")
            .withJvmOptions("-Dspark.extraListeners=io.pointsman.bench.TaskBytes")
            .withArguments(what.toArray(String[]::new));
    return answer(program, plan, result, s3, cores, heap);
  }

  /** The spark-cassandra-connector, on one core in a Spark of its own. */
  List<Measurement> overCql(ConnectorPlan plan, S3Server s3)
      throws IOException, InterruptedException {
    JavaProgram program =
        JavaProgram.ofMain(
                paths,
                "over-cql",
                paths.classPath(CONNECTOR_MODULE),
                "io.pointsman.bench.cql.ConnectorProcess")
            .withJvmOptions(SparkJvm.OPTIONS)
            .withEnvironment(
                Map.of("AWS_ACCESS_KEY_ID", s3.identity(), "AWS_SECRET_ACCESS_KEY", s3.secret()));
    return answer(program, plan, new TypeReference<>() {}, s3, 1, HEAP);
  }

  /** Whether the connector's module was built. */
  boolean hasConnector() {
    return Files.isRegularFile(paths.target(CONNECTOR_MODULE).resolve("classpath.txt"));
  }

  private <T> T answer(
      JavaProgram given, Object plan, TypeReference<T> result, S3Server s3, int cores, String heap)
      throws IOException, InterruptedException {
    String name = given.name();
    Path planFile = dir.resolve(name + "-plan.json");
    Path resultFile = dir.resolve(name + "-result.json");
    MAPPER.writeValue(planFile.toFile(), plan);
    JavaProgram program =
        given
            .withJvmOptions("-Xmx" + heap, "-Xms" + heap)
            // What their compiler took is counted by its threads, which had better stay.
            .withJvmOptions("-XX:-UseDynamicNumberOfCompilerThreads")
            .withJvmOptions(
                "-Dspark.master=local[" + cores + "]",
                "-Dspark.app.name=bench",
                "-Dspark.ui.enabled=false",
                "-Dspark.local.dir=" + dir.resolve("spark"))
            .withArguments(planFile.toString(), resultFile.toString())
            .withEnvironment(s3.environment());
    try (ChildProcess process = ChildProcess.start(program, dir.resolve(name + ".log"))) {
      process.awaitReady(LIMIT, () -> Files.exists(resultFile), progress::detail);
    }
    return MAPPER.readValue(resultFile.toFile(), result);
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
    return String.join(":", entries);
  }
}

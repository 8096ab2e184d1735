package io.pointsman.it;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Compares Iceberg tables with the truth, in one Spark driver for all of them. */
public final class TruthComparison {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final String MAIN = "io.pointsman.it.truth.TruthCompare";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private TruthComparison() {}

  /** How a dump is compared with a snapshot of a table. */
  public static CompareRequest.Comparison of(
      String name, Truth truth, String namespace, String table, Long snapshotId) {
    return new CompareRequest.Comparison(
        name,
        namespace,
        table,
        snapshotId,
        truth.columns(),
        truth.file().toAbsolutePath().toString(),
        Map.of());
  }

  /**
   * Runs the comparison and waits for it.
   *
   * @param paths where Spark and the job's jars are
   * @param request what to compare; no secrets
   * @param dir where request, result and the driver's log go
   * @param environment the credentials that the catalog's properties name
   * @param progress told how long it has taken
   * @return one result for each comparison, in order
   * @throws IllegalStateException when the driver failed, with the end of its log
   */
  public static List<CompareResult> run(
      StackPaths paths,
      CompareRequest request,
      Path dir,
      Map<String, String> environment,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    Question question = Question.ask(request, dir);
    List<String> command =
        new ArrayList<>(
            List.of(
                paths.sparkHome().resolve("bin").resolve("spark-submit").toString(),
                "--master",
                "local[2]",
                "--class",
                MAIN,
                // Catalogs load the credentials by class name, from the driver's own class path.
                "--driver-class-path",
                paths.jar("spark-connector/backup") + ":" + paths.jar("decider"),
                "--conf",
                "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC "
                    + Owner.leashOption(paths),
                "--conf",
                "spark.driver.memory=1g",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1"));
    if (request.comparisons().stream().anyMatch(each -> !each.backup().isEmpty())) {
      command.addAll(List.of("--jars", String.join(",", connectorJars(paths))));
    }
    command.addAll(
        List.of(
            paths.jar("it/truth").toString(),
            question.request().toString(),
            question.result().toString()));
    return question.answer(
        ChildProcess.start("compare", command, environment, dir.resolve("compare.log")), progress);
  }

  /**
   * The same in a Spark 3.5 with the data source for it; of backups only, as there is no Iceberg
   * with it.
   */
  public static List<CompareResult> runOnSparkThree(
      StackPaths paths,
      CompareRequest request,
      Path dir,
      Map<String, String> environment,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    Question question = Question.ask(request, dir);
    JavaProgram program =
        JavaProgram.ofMain(paths, "spark-3.5", paths.classPath("it/truth-spark-3.5"), MAIN)
            .withJvmOptions(SparkJvm.OPTIONS)
            .withJvmOptions(
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1")
            .withArguments(question.request().toString(), question.result().toString())
            .withEnvironment(environment);
    return question.answer(ChildProcess.start(program, dir.resolve("spark-3.5.log")), progress);
  }

  /** A request in a file, and where its answer will be. */
  private record Question(Path request, Path result) {
    static Question ask(CompareRequest request, Path dir) throws IOException {
      Files.createDirectories(dir);
      Path requestFile = dir.resolve("compare-request.json").toAbsolutePath();
      Path resultFile = dir.resolve("compare-result.json").toAbsolutePath();
      MAPPER.writeValue(requestFile.toFile(), request);
      Files.deleteIfExists(resultFile);
      return new Question(requestFile, resultFile);
    }

    List<CompareResult> answer(ChildProcess started, Consumer<String> progress)
        throws IOException, InterruptedException {
      try (ChildProcess driver = started) {
        driver.awaitReady(LIMIT, () -> Files.exists(result), progress);
      }
      return MAPPER.readValue(result.toFile(), new TypeReference<List<CompareResult>>() {});
    }
  }

  /** The data source's own jars, as a user would add them. */
  private static List<String> connectorJars(StackPaths paths) throws IOException {
    try (Stream<Path> jars = Files.list(paths.target("spark-connector").resolve("job-jars"))) {
      return jars.map(Path::toString).filter(jar -> jar.endsWith(".jar")).sorted().toList();
    }
  }
}

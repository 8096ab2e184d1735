package io.pointsman.it.fuzz;

import io.pointsman.it.CassandraSettings.SsTableFormat;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plays a run, batch by batch; each batch has a cluster of its own. */
final class Fuzz {
  /** A run with more failures than these has one cause, or too many to shrink. */
  private static final int MOST_SHRUNK = 3;

  private final StackPaths paths;
  private final Path dir;
  private final Progress progress;
  private final FuzzSettings settings;

  Fuzz(StackPaths paths, Path dir, Progress progress, FuzzSettings settings) {
    this.paths = paths;
    this.dir = dir;
    this.progress = progress;
    this.settings = settings;
  }

  /** Plays the batches that {@code state} does not have. */
  FuzzReport play(FuzzState state) throws IOException, InterruptedException {
    List<BatchResult> results = new ArrayList<>(state.played(settings));
    int resumed = results.size();
    if (resumed > 0) {
      progress.step("%d batches were played before; going on".formatted(resumed));
    }
    Set<Integer> played = results.stream().map(BatchResult::number).collect(Collectors.toSet());
    for (int number = 0; number < settings.batches(); number++) {
      if (!played.contains(number)) {
        BatchResult result = batch(number);
        state.add(result);
        results.add(result);
      }
    }
    results.sort(Comparator.comparing(BatchResult::number));
    return new FuzzReport(settings, results, resumed);
  }

  private BatchResult batch(int number) throws IOException, InterruptedException {
    Instant begun = Instant.now();
    Path folder = Files.createDirectories(dir.resolve("batch-" + number)).toRealPath();
    List<SsTableFormat> formats = settings.formats(number);
    progress.step(
        "batch %d of %d: %d histories on nodes that write %s"
            .formatted(number + 1, settings.batches(), settings.historiesOf(number), formats));
    BatchResult result;
    try (FuzzCluster cluster = FuzzCluster.start(paths, folder, formats, progress::detail);
        BatchRunner runner =
            new BatchRunner(cluster, new FolderStore(folder), settings.plant(), progress::detail)) {
      result = result(number, formats, begun, folder, cluster, runner);
    }
    if (result.failures().isEmpty() && result.disturbed() == 0) {
      delete(folder);
    } else {
      progress.detail("what the nodes wrote and logged stays in " + folder);
    }
    return result;
  }

  private BatchResult result(
      int number,
      List<SsTableFormat> formats,
      Instant begun,
      Path folder,
      FuzzCluster cluster,
      BatchRunner runner)
      throws IOException, InterruptedException {
    HistoryGenerator generator = new HistoryGenerator(settings.seed(), settings.modes());
    List<History> histories = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    for (int i = 0; i < settings.historiesOf(number); i++) {
      int history = settings.history(number, i);
      tables.add("h" + history);
      histories.add(generator.draw(history, i < settings.spark()));
    }
    BatchRunner.Batch batch = runner.run(tables, histories, settings.modes(), "fuzz");
    List<Outcome> outcomes = batch.outcomes();
    List<BatchResult.Failure> failures = new ArrayList<>();
    SparkSample.Result spark = new SparkSample.Result(0, 0, List.of());
    if (settings.spark() > 0 && settings.plant() == Plant.NONE) {
      spark = new SparkSample(paths, folder, cluster, progress).compare(batch, settings.spark());
      failures.addAll(spark.failures());
    }
    cluster.clearSnapshot(batch.tag());
    outcomes.stream()
        .filter(outcome -> outcome.disturbed() != null)
        .forEach(outcome -> progress.detail("disturbed: " + outcome.disturbed()));
    failures.addAll(failures(outcomes, new Shrinker(runner, cluster, progress::detail)));
    return new BatchResult(
        number,
        (int) outcomes.stream().filter(outcome -> outcome.disturbed() == null).count(),
        (int) outcomes.stream().filter(outcome -> outcome.disturbed() != null).count(),
        outcomes.stream().mapToLong(Outcome::writes).sum(),
        outcomes.stream().mapToLong(Outcome::refused).sum(),
        outcomes.stream().mapToLong(Outcome::rows).sum(),
        outcomes.stream().mapToLong(Outcome::sstables).sum(),
        types(outcomes),
        formats.stream().map(SsTableFormat::name).toList(),
        spark.histories(),
        spark.rows(),
        Duration.between(begun, Instant.now()).toMillis() / 1000.0,
        failures);
  }

  private static Map<String, Integer> types(List<Outcome> outcomes) {
    Map<String, Integer> types = new TreeMap<>();
    outcomes.stream()
        .filter(outcome -> outcome.disturbed() == null)
        .flatMap(outcome -> outcome.history().types().stream())
        .forEach(type -> types.merge(type, 1, Integer::sum));
    return types;
  }

  private List<BatchResult.Failure> failures(List<Outcome> outcomes, Shrinker shrinker)
      throws IOException, InterruptedException {
    List<BatchResult.Failure> failures = new ArrayList<>();
    progress.step(outcomes.stream().filter(Outcome::differs).count() + " histories differ");
    for (Outcome outcome : outcomes) {
      if (outcome.differs()) {
        progress.step(
            "history %d differs: %s"
                .formatted(outcome.history().number(), outcome.difference().what()));
        Shrinker.Smallest smallest =
            failures.size() < MOST_SHRUNK
                ? shrinker.shrink(outcome, settings.modes())
                : new Shrinker.Smallest(outcome, settings.modes());
        String cql =
            smallest.outcome().history().cql(FuzzCluster.KEYSPACE + ".t", smallest.modes());
        progress.detail(smallest.outcome().difference().what() + "\n" + cql);
        failures.add(
            new BatchResult.Failure(
                outcome.history().number(),
                smallest.outcome().difference().what(),
                smallest.outcome().difference().samples(),
                smallest.outcome().history().steps().size(),
                cql));
      }
    }
    return failures;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

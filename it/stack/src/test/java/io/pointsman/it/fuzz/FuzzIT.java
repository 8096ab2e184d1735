package io.pointsman.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.it.CassandraSettings.SsTableFormat;
import io.pointsman.it.StackPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code ./pointsman fuzz}: a few dozen histories on one node. */
class FuzzIT {
  private static final List<Mode> MODES = List.of(Mode.ALL, Mode.ALL, Mode.ALL);

  @TempDir static Path dir;

  private static FuzzCluster cluster;
  private static FolderStore store;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path folder = dir.toRealPath();
    store = new FolderStore(folder);
    cluster =
        FuzzCluster.start(
            StackPaths.fromSystemProperty(),
            folder,
            List.of(SsTableFormat.DA),
            System.err::println);
  }

  @AfterAll
  static void stop() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void theReaderGivesTheRowsThatTheNodeAnswers() throws Exception {
    try (BatchRunner runner = runner(Plant.NONE)) {
      List<Outcome> outcomes = play(runner, "a", 0, 40);
      assertThat(outcomes).allSatisfy(each -> assertThat(each.difference()).isNull());
      assertThat(outcomes.stream().filter(each -> each.disturbed() != null)).hasSizeLessThan(3);
      assertThat(outcomes.stream().mapToInt(Outcome::rows).sum()).isGreaterThan(50);
      assertThat(outcomes.stream().mapToInt(Outcome::writes).sum()).isGreaterThan(300);
    }
  }

  @Test
  void aFaultThatIsPutInIsFoundAndMadeSmall() throws Exception {
    try (BatchRunner runner = runner(Plant.EARLIER_CLOCK)) {
      Outcome found =
          play(runner, "b", 1_000, 30).stream().filter(Outcome::differs).findFirst().orElseThrow();
      Shrinker.Smallest smallest =
          new Shrinker(runner, cluster, System.err::println).shrink(found, MODES);
      assertThat(smallest.outcome().differs()).isTrue();
      assertThat(smallest.outcome().history().steps().size())
          .isLessThanOrEqualTo(3)
          .isLessThan(found.history().steps().size());
      assertThat(smallest.outcome().history().cql("t", MODES)).contains("TTL");
    }
  }

  private static BatchRunner runner(Plant plant) {
    return new BatchRunner(cluster, store, plant, System.err::println);
  }

  private static List<Outcome> play(BatchRunner runner, String prefix, int first, int count)
      throws IOException, InterruptedException {
    HistoryGenerator generator = new HistoryGenerator(1, MODES);
    List<String> tables = new ArrayList<>();
    List<History> histories = new ArrayList<>();
    IntStream.range(first, first + count)
        .forEach(
            number -> {
              tables.add(prefix + number);
              histories.add(generator.draw(number, false));
            });
    List<Outcome> outcomes = runner.run(tables, histories, MODES, prefix).outcomes();
    cluster.clearSnapshot(prefix);
    return outcomes;
  }
}

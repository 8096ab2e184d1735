package io.pointsman.it.chaos;

import io.pointsman.it.truth.TableReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Plays scenarios on a lane, one after the other. */
final class LaneRunner {
  /** The table of the first run, which no fault strikes: what a whole table looks like. */
  static final String PATTERN_TABLE = "s_pattern";

  private static final int READS_AFTERWARDS = 4;
  private static final Duration JOBS_END = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 200;

  private final Lane lane;
  private final long seed;
  private final Consumer<String> progress;
  private TableReader.View whole;

  LaneRunner(Lane lane, long seed, Consumer<String> progress) {
    this.lane = lane;
    this.seed = seed;
    this.progress = progress;
  }

  /** Moves a first table without any fault. */
  void prepare() throws IOException, InterruptedException {
    Scenario calm =
        Scenario.of(
            "first run", "none", "–", "", Served.BY_SPARK, world -> world.end(world.start()));
    World world = new World(lane, calm, PATTERN_TABLE, new Random(seed), progress);
    Instant begun = Instant.now();
    MoveRun run = world.start();
    world.end(run);
    lane.takeTimeouts(Timeouts.after(Duration.between(begun, Instant.now())));
    progress.accept("a task may take " + lane.timeouts().taskSeconds() + " s from now on");
    if (!"SPARK".equals(run.servedBy())) {
      throw new IOException("The first run, without any fault, was not served: " + run.last());
    }
    lane.lake().rememberPattern(PATTERN_TABLE);
    String name = name(Lake.Kind.JDBC, PATTERN_TABLE);
    lane.reader().watch(name);
    whole = lane.reader().views(name).get(0);
    lane.reader().forget(name);
  }

  private static String name(Lake.Kind kind, String table) {
    return kind.catalog() + "." + Lake.NAMESPACE + "." + table;
  }

  /** What a whole table looks like. */
  TableReader.View whole() {
    return whole;
  }

  /** Plays one; whatever goes wrong stands in its result. */
  ScenarioResult play(Scenario scenario) throws InterruptedException {
    Instant begun = Instant.now();
    String table = (scenario.legacy() ? "l_" : "s_") + scenario.name().replace('-', '_');
    World world =
        new World(lane, scenario, table, new Random(seed ^ scenario.name().hashCode()), progress);
    int published = 0;
    String view = "–";
    try {
      String name = name(scenario.kind(), table);
      lane.lake().createTable(scenario.kind(), table, PATTERN_TABLE);
      lane.reader().watch(name);
      try {
        scenario.script().play(world);
      } catch (IOException | RuntimeException e) {
        world.check(false, "the scenario did not come to its end: " + e.getMessage());
      }
      lane.heal();
      endRuns(world);
      lane.reader().awaitReads(name, READS_AFTERWARDS);
      Verdict verdict = new Verdict(world, whole);
      published = verdict.judgeRuns();
      view = verdict.judgeViews(published);
      lane.reader().forget(name);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      world.check(false, "it could not be judged: " + e);
    }
    ScenarioResult result =
        new ScenarioResult(
            scenario.name(),
            scenario.fault(),
            scenario.when(),
            String.join("; ", world.happened()),
            world.runs().stream().map(Verdict::ending).collect(Collectors.joining(", ")),
            published,
            view,
            scenario.invariant(),
            world.broken().isEmpty(),
            Duration.between(begun, Instant.now()).toMillis() / 1000.0,
            world.broken());
    progress.accept(
        "%s: %s, %.0f s"
            .formatted(scenario.name(), result.ok() ? "kept" : "BROKEN", result.seconds()));
    result.broken().forEach(sentence -> progress.accept(scenario.name() + ": " + sentence));
    return result;
  }

  /** No run and no job is left to disturb what comes next. */
  private void endRuns(World world) throws IOException, InterruptedException {
    for (MoveRun run : world.runs()) {
      if (!run.ended()) {
        lane.conductor().terminate(run.id(), "the scenario is over");
        run.awaitEnd(lane.timeouts().run());
      }
      List<ProcessHandle> left = awaitJobsEnd(run.id());
      world.check(
          left.isEmpty(),
          "%d jobs of run %s still worked %d s after its end"
              .formatted(left.size(), run.id(), JOBS_END.toSeconds()));
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static List<ProcessHandle> awaitJobsEnd(String runId) throws InterruptedException {
    long until = System.nanoTime() + JOBS_END.toNanos();
    List<ProcessHandle> left = new ArrayList<>(JobRecords.living(runId));
    while (!left.isEmpty() && System.nanoTime() < until) {
      Thread.sleep(LOOK_MILLIS);
      left = JobRecords.living(runId);
    }
    return left;
  }
}

package io.pointsman.it.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Runs that are terminated, and runs that meet. */
final class RunFaults {
  private static final Duration SECONDS = Duration.ofSeconds(15);
  private static final Duration CLAIM_LIMIT = Duration.ofSeconds(90);
  private static final long LOOK_MILLIS = 100;

  private RunFaults() {}

  /** Terminated in Conductor while its job works. */
  static Scenario terminated(Phase phase) {
    Scenario scenario =
        Scenario.of(
            "terminate-" + phase.slug(),
            "the run is terminated in Conductor",
            phase.moment(),
            "its job stops within seconds, nothing is published",
            Served.BY_NOBODY,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              world.lane().conductor().terminate(run.id(), "chaos");
              Instant from = Instant.now();
              gate.open();
              while (!JobRecords.living(run.id()).isEmpty()
                  && Duration.between(from, Instant.now()).compareTo(SECONDS) < 0) {
                Thread.sleep(LOOK_MILLIS);
              }
              long millis = Duration.between(from, Instant.now()).toMillis();
              world.check(
                  JobRecords.living(run.id()).isEmpty(),
                  "its job still works after " + SECONDS.toSeconds() + " s");
              world.say("its job was gone after %.1f s".formatted(millis / 1000.0));
              run.awaitEnd(SECONDS);
            });
    return phase.ofLegacy() ? scenario.onLegacy() : scenario;
  }

  /** The first one works when the second one claims the destination. */
  static Scenario twoAtOnce(Lake.Kind kind) {
    Scenario scenario =
        Scenario.of(
            "two-runs-at-once",
            "a second run of the same movement",
            Phase.RUN.moment(),
            "the later run wins, the earlier ends SUPERSEDED, not by legacy",
            Served.BY_SPARK,
            world -> {
              MoveRun first = world.start();
              Gate gate = world.at(Phase.RUN);
              MoveRun second = world.start();
              second.awaitTask("claim_spark", "COMPLETED", CLAIM_LIMIT);
              gate.open();
              first.mustBeServed(Served.BY_NOBODY);
              world.end(first);
              world.end(second);
              world.check(
                  first.reason().startsWith("SUPERSEDED"),
                  "the first run ended with " + first.reason() + ", not SUPERSEDED");
              world.check(
                  !first.cameTo("submit_legacy"), "the first run fell back although superseded");
            });
    return kind == Lake.Kind.REST ? scenario.onRest() : scenario;
  }

  /** Every one of three loses its Spark driver; each falls back while the next one begins. */
  static Scenario threeFallBack() {
    return Scenario.of(
        "three-runs-fall-back",
        "three runs of one movement, each one's Spark driver killed",
        Phase.RUN.moment(),
        "no ping-pong: the last one claimed is served, none goes back",
        Served.BY_EITHER_OR_SUPERSEDED,
        world -> {
          for (int number = 1; number <= 3; number++) {
            MoveRun run = world.start();
            Gate gate = world.at(Phase.RUN);
            world.kill(Target.SPARK_DRIVER, run);
            gate.open();
          }
          MoveRun last = world.runs().get(2);
          last.mustBeServed(Served.BY_LEGACY);
          for (MoveRun run : world.runs()) {
            world.end(run);
          }
          List<String> started = world.runs().stream().map(MoveRun::id).toList();
          List<Integer> published =
              world.lane().lake().published(world.kind(), world.table()).stream()
                  .map(key -> started.indexOf(key.runId()))
                  .toList();
          world.check(
              published.equals(published.stream().sorted().toList()),
              "published in another order than claimed: " + published);
        });
  }
}

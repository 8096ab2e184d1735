package io.pointsman.it.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** All named scenarios, and those that are drawn. */
final class Scenarios {
  private static final int MINUTES_WRONG = 30;

  /** Fewer than the combinations that can be drawn; after so many, they may repeat. */
  private static final int MATRIX = 60;

  private Scenarios() {}

  /** All named ones; those that take longest come first. */
  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.addAll(frozen());
    all.addAll(killed());
    all.addAll(stores());
    all.addAll(catalogs());
    all.addAll(runs());
    all.addAll(workers());
    return List.copyOf(all);
  }

  private static List<Scenario> frozen() {
    return List.of(
        ProcessFaults.freeze(Target.SPARK_WORKER, Phase.PUBLISH, Served.BY_LEGACY),
        ProcessFaults.freeze(Target.SPARK_WORKER, Phase.PUBLISH, Served.BY_LEGACY).onRest(),
        ProcessFaults.freeze(Target.SPARK_WORKER, Phase.CLAIM, Served.BY_LEGACY),
        ProcessFaults.freeze(Target.SPARK_WORKER, Phase.SUBMIT, Served.BY_LEGACY),
        ProcessFaults.freeze(Target.DECIDE_WORKER, Phase.DECIDE, Served.BY_LEGACY),
        ProcessFaults.freeze(Target.SPARK_DRIVER, Phase.RUN, Served.BY_LEGACY),
        ProcessFaults.freeze(Target.SPARK_DRIVER, Phase.STAGE, Served.BY_LEGACY),
        ProcessFaults.freeze(Target.SPARK_DRIVER, Phase.STAGE, Served.BY_LEGACY).onRest(),
        ProcessFaults.freeze(Target.LEGACY_DRIVER, Phase.LEGACY_RUN, Served.BY_LEGACY),
        ProcessFaults.freezeWithAnother(Target.SPARK_WORKER, Phase.PUBLISH, Served.BY_SPARK),
        ProcessFaults.freezeWithAnother(
            Target.LEGACY_WORKER, Phase.LEGACY_PUBLISH, Served.BY_LEGACY),
        ProcessFaults.pause(Target.SPARK_WORKER, Phase.RUN, Served.BY_SPARK),
        ProcessFaults.pause(Target.SPARK_WORKER, Phase.AUDIT, Served.BY_EITHER),
        ProcessFaults.pause(Target.LEGACY_WORKER, Phase.LEGACY_RUN, Served.BY_LEGACY),
        ProcessFaults.pause(Target.DECIDE_WORKER, Phase.REPORT, Served.BY_SPARK),
        ProcessFaults.pause(Target.CONDUCTOR, Phase.RUN, Served.BY_EITHER),
        ProcessFaults.pause(Target.REGISTRY, Phase.DECIDE, Served.BY_EITHER),
        ProcessFaults.pause(Target.S3_SERVER, Phase.RUN, Served.BY_EITHER),
        ProcessFaults.lateCommit(Target.SPARK_WORKER, Phase.PUBLISH, Served.BY_LEGACY),
        ProcessFaults.lateCommit(Target.SPARK_WORKER, Phase.CLAIM, Served.BY_LEGACY),
        ProcessFaults.lateCommit(Target.SPARK_DRIVER, Phase.STAGE, Served.BY_LEGACY));
  }

  private static List<Scenario> killed() {
    return List.of(
        ProcessFaults.kill(Target.DECIDE_WORKER, Phase.DECIDE, Served.BY_SPARK),
        ProcessFaults.kill(Target.DECIDE_WORKER, Phase.REPORT, Served.BY_SPARK),
        ProcessFaults.kill(Target.SPARK_WORKER, Phase.CLAIM, Served.BY_LEGACY),
        ProcessFaults.kill(Target.SPARK_WORKER, Phase.SUBMIT, Served.BY_LEGACY),
        ProcessFaults.kill(Target.SPARK_WORKER, Phase.RUN, Served.BY_SPARK),
        ProcessFaults.kill(Target.SPARK_WORKER, Phase.AUDIT, Served.BY_SPARK),
        ProcessFaults.kill(Target.SPARK_WORKER, Phase.PUBLISH, Served.BY_SPARK),
        ProcessFaults.kill(Target.SPARK_WORKER, Phase.PUBLISH, Served.BY_SPARK).onRest(),
        ProcessFaults.kill(Target.SPARK_DRIVER, Phase.RUN, Served.BY_LEGACY),
        ProcessFaults.kill(Target.SPARK_DRIVER, Phase.STAGE, Served.BY_LEGACY),
        ProcessFaults.kill(Target.LEGACY_WORKER, Phase.LEGACY_CLAIM, Served.BY_LEGACY),
        ProcessFaults.kill(Target.LEGACY_WORKER, Phase.LEGACY_SUBMIT, Served.BY_LEGACY),
        ProcessFaults.kill(Target.LEGACY_WORKER, Phase.LEGACY_RUN, Served.BY_LEGACY),
        ProcessFaults.kill(Target.LEGACY_WORKER, Phase.LEGACY_PUBLISH, Served.BY_LEGACY).onRest(),
        ProcessFaults.kill(Target.LEGACY_DRIVER, Phase.LEGACY_RUN, Served.BY_LEGACY),
        ProcessFaults.kill(Target.CONDUCTOR, Phase.RUN, Served.BY_SPARK),
        ProcessFaults.kill(Target.CONDUCTOR, Phase.PUBLISH, Served.BY_SPARK),
        ProcessFaults.kill(Target.CONDUCTOR, Phase.LEGACY_RUN, Served.BY_LEGACY),
        ProcessFaults.kill(Target.REGISTRY, Phase.DECIDE, Served.BY_SPARK),
        ProcessFaults.kill(Target.REGISTRY, Phase.REPORT, Served.BY_SPARK),
        ProcessFaults.kill(Target.S3_SERVER, Phase.RUN, Served.BY_EITHER),
        ProcessFaults.kill(Target.S3_SERVER, Phase.PUBLISH, Served.BY_EITHER),
        ServiceFaults.registryDown(false),
        ServiceFaults.registryDown(true),
        ServiceFaults.updatesLost(),
        ServiceFaults.pollsLost());
  }

  private static List<Scenario> stores() {
    return List.of(
        StoreFaults.slow(),
        StoreFaults.slowDown(),
        StoreFaults.cutShort(),
        StoreFaults.allCutShort(),
        StoreFaults.answersLost(),
        StoreFaults.flipped(),
        StoreFaults.gone(),
        StoreFaults.outage("control", Phase.RUN, Served.BY_SPARK),
        StoreFaults.outage("warehouse", Phase.PUBLISH, Served.BY_EITHER));
  }

  private static List<Scenario> catalogs() {
    return List.of(
        CatalogFaults.answerLost(Phase.CLAIM, Lake.Kind.REST, Served.BY_SPARK),
        CatalogFaults.answerLost(Phase.STAGE, Lake.Kind.REST, Served.BY_EITHER),
        CatalogFaults.answerLost(Phase.PUBLISH, Lake.Kind.REST, Served.BY_SPARK),
        CatalogFaults.answerLost(Phase.LEGACY_PUBLISH, Lake.Kind.REST, Served.BY_LEGACY),
        CatalogFaults.answerLost(Phase.PUBLISH, Lake.Kind.JDBC, Served.BY_SPARK),
        CatalogFaults.down(Phase.PUBLISH, Served.BY_EITHER),
        CatalogFaults.busyGateway());
  }

  private static List<Scenario> runs() {
    return List.of(
        RunFaults.terminated(Phase.RUN),
        RunFaults.terminated(Phase.LEGACY_RUN),
        RunFaults.twoAtOnce(Lake.Kind.JDBC),
        RunFaults.twoAtOnce(Lake.Kind.REST),
        RunFaults.threeFallBack());
  }

  private static List<Scenario> workers() {
    return List.of(
        WorkerFaults.anotherDisk(),
        WorkerFaults.diskFull(),
        WorkerFaults.unwritable(
            Target.SPARK_WORKER,
            "POINTSMAN_SPARK_LOG_DIRECTORY",
            "logs",
            Served.BY_LEGACY,
            "legacy serves"),
        WorkerFaults.unwritable(
            Target.DECIDE_WORKER,
            "POINTSMAN_REGISTRY_COPY_FILE",
            "copy",
            Served.BY_SPARK,
            "a copy that cannot be kept costs nothing"),
        WorkerFaults.wrongClock(
            Target.SPARK_WORKER,
            Duration.ofMinutes(MINUTES_WRONG),
            Served.BY_LEGACY,
            "no time left by its clock: legacy serves"),
        WorkerFaults.wrongClock(
            Target.SPARK_WORKER,
            Duration.ofMinutes(-MINUTES_WRONG),
            Served.BY_SPARK,
            "served all the same"),
        WorkerFaults.wrongClock(
            Target.DECIDE_WORKER,
            Duration.ofMinutes(-MINUTES_WRONG),
            Served.BY_SPARK,
            "reading is a function of the pin, not of a clock"));
  }

  /** Whose names begin so. */
  static List<Scenario> beginning(String name) {
    List<Scenario> found = all().stream().filter(each -> each.name().startsWith(name)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no scenario '" + name + "'; ./pointsman chaos --list names them");
    }
    return found;
  }

  /**
   * Draws faults, processes and moments. Whoever serves, somebody must: what is drawn says nothing
   * of timeouts.
   */
  static List<Scenario> drawn(long seed, int rounds) {
    Random random = new Random(seed);
    List<Scenario> drawn = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    while (drawn.size() < rounds) {
      Scenario next = draw(random);
      if (names.add(next.name()) || drawn.size() >= MATRIX) {
        drawn.add(next.named("round-" + (drawn.size() + 1) + "-" + next.name()));
      }
    }
    return drawn;
  }

  private static Scenario draw(Random random) {
    Target target = Target.values()[random.nextInt(Target.values().length)];
    Phase phase = Phase.values()[random.nextInt(Phase.values().length)];
    while (!meets(target, phase)) {
      phase = Phase.values()[random.nextInt(Phase.values().length)];
    }
    boolean stops = random.nextBoolean();
    Scenario scenario =
        stops && !target.isDriver()
            ? ProcessFaults.pause(target, phase, Served.BY_EITHER)
            : stops
                ? ProcessFaults.freeze(target, phase, Served.BY_EITHER)
                : ProcessFaults.kill(target, phase, Served.BY_EITHER);
    return random.nextInt(3) == 0 ? scenario.onRest() : scenario;
  }

  /** A driver is there only while its own job works. */
  private static boolean meets(Target target, Phase phase) {
    return switch (target) {
      case SPARK_DRIVER -> phase == Phase.RUN || phase == Phase.STAGE;
      case LEGACY_DRIVER -> phase == Phase.LEGACY_RUN;
      case DECIDE_WORKER, SPARK_WORKER, LEGACY_WORKER, CONDUCTOR, REGISTRY, S3_SERVER -> true;
    };
  }
}

package io.pointsman.it.soak;

import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.it.scripted.JobScript;
import io.pointsman.it.scripted.JobScript.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A day's movements, dealt by a seed: which tier each is of, how long its engines take, and which
 * of the Spark jobs fail, and how.
 *
 * @param movements in the order they are started
 */
record SoakPlan(List<Planned> movements) {
  static final String CLUSTER = "fleet";
  static final String CATALOG = "lake";

  private static final int NAMESPACES = 24;

  /** What Spark jobs that leave a result say of their failure: of either class, RETRY too. */
  private static final List<FailureReason> NAMED =
      List.of(
          FailureReason.SPARK_OUT_OF_MEMORY,
          FailureReason.SPARK_FAILED,
          FailureReason.BACKUP_CORRUPT,
          FailureReason.STORE_UNAVAILABLE);

  private static final List<Fate> FAILING = List.of(Fate.FAILS, Fate.LOST, Fate.REFUSED, Fate.LATE);

  SoakPlan {
    movements = List.copyOf(movements);
  }

  /**
   * One movement.
   *
   * @param number from 0, in the order of starting
   * @param movement source, destination, cohort
   * @param script what its engines do
   * @param deadline the run's own, or null for the configured one
   */
  record Planned(int number, Movement movement, JobScript script, Duration deadline) {
    String correlationId() {
      return "soak-" + number;
    }

    /** What a fallback of this movement must name, or null when its Spark job stages. */
    FailureReason expectedFailure() {
      return switch (script.fate()) {
        case STAGES -> null;
        case FAILS -> script.failure();
        case LOST -> FailureReason.SPARK_LOST;
        case REFUSED -> FailureReason.SPARK_SUBMIT_FAILED;
        case LATE -> FailureReason.DEADLINE;
      };
    }
  }

  /** Deals. */
  static SoakPlan of(SoakSettings settings) {
    Random random = new Random(settings.seed());
    List<Integer> failing = failing(settings, random);
    List<Planned> planned = new ArrayList<>();
    for (int number = 0; number < settings.movements(); number++) {
      int place = failing.indexOf(number);
      Fate fate = place < 0 ? Fate.STAGES : FAILING.get(place % FAILING.size());
      FailureReason failure =
          fate == Fate.FAILS ? NAMED.get(place / FAILING.size() % NAMED.size()) : null;
      JobScript script =
          new JobScript(
              fate, failure, time(random), 2 * time(random), 1 + random.nextInt(1_000_000));
      planned.add(
          new Planned(
              number,
              movement(number, random, fate),
              script,
              fate == Fate.LATE ? settings.lateDeadline() : null));
    }
    return new SoakPlan(planned);
  }

  /** Not among the last: at the end nothing else would go on while their silence is waited for. */
  private static List<Integer> failing(SoakSettings settings, Random random) {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < 1 + settings.movements() * 3 / 4; number++) {
      numbers.add(number);
    }
    Collections.shuffle(numbers, random);
    return numbers.subList(
        0, Math.min(numbers.size(), Math.max(1, settings.movements() / settings.oneFailsIn())));
  }

  /** Most take a moment, a few take seconds. */
  private static long time(Random random) {
    return Math.min(5_000, (long) (200 * Math.exp(random.nextGaussian())));
  }

  private static Movement movement(int number, Random random, Fate fate) {
    String namespace = "team_%02d".formatted(random.nextInt(NAMESPACES));
    String table = "table_%04d".formatted(number);
    // One whose Spark job is to fail goes to Spark.
    double tier = Math.max(random.nextDouble(), fate == Fate.STAGES ? 0 : 1);
    Movement names =
        Movement.parse(
            "%s/%s/%s -> %s.%s.%s".formatted(CLUSTER, namespace, table, CATALOG, namespace, table));
    return new Movement(
        names.source(),
        names.destination(),
        names.dataModel(),
        tier < 0.1 ? "tier-1" : tier < 0.3 ? "tier-2" : "tier-3",
        Map.of());
  }

  /** What the cluster is told, by movement id. */
  Map<String, JobScript> scripts() {
    Map<String, JobScript> scripts = new LinkedHashMap<>();
    movements.forEach(planned -> scripts.put(planned.movement().id(), planned.script()));
    return scripts;
  }

  /** What the registry is told of the fleet. */
  String csv() {
    StringBuilder csv = new StringBuilder("source,destination,cohort,owner\n");
    for (Planned planned : movements) {
      Movement movement = planned.movement();
      csv.append(movement.source())
          .append(',')
          .append(movement.destination())
          .append(',')
          .append(movement.cohort())
          .append(",data-platform\n");
    }
    return csv.toString();
  }

  /** How the tiers are routed: the first not at all, the second by half, the others to Spark. */
  static String routing() {
    return """
        salt: pointsman
        rules:
          - id: tier-1
            match: {cohort: [tier-1]}
            route: {connector: legacy}
          - id: tier-2
            match: {cohort: [tier-2]}
            route: {sparkPercent: 50}
        default: {route: {connector: spark}}
        """;
  }
}

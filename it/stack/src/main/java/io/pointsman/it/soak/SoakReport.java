package io.pointsman.it.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a soak found.
 *
 * @param seconds wall time from the first start to the last end
 * @param baseline Conductor's own time, or null when it was not measured
 * @param faults what was done to the parts
 * @param allFaults whether everything that was to be done to them was
 * @param footprint what each part used
 */
record SoakReport(
    SoakSettings settings,
    Evidence evidence,
    Overhead overhead,
    double seconds,
    Baseline baseline,
    List<String> faults,
    boolean allFaults,
    Map<String, Footprint.Used> footprint) {
  /** Of a day's 1,200 movements, in seconds. */
  private static final double LIMIT_OF_A_DAY = 14 * 60;

  private static final int A_DAY = 1200;
  private static final double RATIO_LIMIT = 1.3;
  private static final int SHOWN = 10;

  boolean ok() {
    return checks().stream().allMatch(Check::ok);
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "every movement was served",
            evidence.done() == settings.movements(),
            evidence.done(),
            "of " + settings.movements()));
    checks.add(none("lost", evidence.lost(), "movements"));
    checks.add(none("published twice, or not once", evidence.publishedTwice(), "runs"));
    checks.add(
        none("destinations with other rows than the run says", evidence.wrongRows(), "tables"));
    checks.add(none("decided twice", evidence.decidedTwice(), "runs"));
    checks.add(none("without one final outcome", evidence.withoutOutcome(), "runs"));
    checks.add(
        none("served otherwise than scripted, without a reason", evidence.unexpected(), "runs"));
    checks.add(
        new Check(
            "everything was done to the parts that was to be done",
            allFaults,
            settings.faults().size(),
            "faults"));
    if (baseline != null) {
      checks.add(inTime());
    }
    return checks;
  }

  /** One of both bounds. */
  private Check inTime() {
    double limit = LIMIT_OF_A_DAY * Math.max(1, settings.movements() / (double) A_DAY);
    boolean soon = seconds < limit;
    double ratio = ratio();
    if (soon) {
      return new Check(
          "in under %.0f minutes (the bound that applies; the other is %.1f × Conductor's own time)"
              .formatted(limit / 60, RATIO_LIMIT),
          true,
          round(seconds),
          "s");
    }
    return new Check(
        "in at most %.1f × the time that Conductor takes for such runs with tasks that do nothing"
            .formatted(RATIO_LIMIT),
        ratio <= RATIO_LIMIT,
        round(ratio),
        "times");
  }

  private double ratio() {
    return baseline == null ? 0 : seconds / baseline.seconds();
  }

  private static Check none(String name, List<String> found, String unit) {
    return new Check(name, found.isEmpty(), found.size(), unit);
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("checks", checks());
    document.put("movements", settings.movements());
    document.put("seed", settings.seed());
    document.put("inFlight", settings.inFlight());
    document.put("seconds", round(seconds));
    if (baseline != null) {
      document.put("conductorAlone", baseline);
      document.put("ratioToConductorAlone", round(ratio()));
    }
    document.put("overheadSeconds", overhead);
    document.put("evidence", evidence);
    document.put("faults", faults);
    document.put("parts", footprint);
    return WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  String text() {
    StringBuilder text = new StringBuilder("\n");
    TextTable figures = new TextTable("what", "figure");
    figures
        .line("movements", Integer.toString(settings.movements()))
        .line("done", Integer.toString(evidence.done()))
        .line("served by Spark", Integer.toString(evidence.servedBySpark()))
        .line("served by legacy", Integer.toString(evidence.servedByLegacy()))
        .line("fallbacks, by reason", evidence.fallbacks().toString())
        .line("lost", Integer.toString(evidence.lost().size()))
        .line("published twice", Integer.toString(evidence.publishedTwice().size()))
        .line("decided twice", Integer.toString(evidence.decidedTwice().size()))
        .line(
            "decisions whose answer was lost, decided alike",
            Integer.toString(evidence.answersLost()))
        .line(
            "late jobs that nobody had looked at, which serve",
            Integer.toString(evidence.servedLate()))
        .line("run branches left in the tables", Integer.toString(evidence.branchesLeft()))
        .line("wall time", seconds(seconds));
    if (baseline != null) {
      figures
          .line("the same runs, tasks do nothing", seconds(baseline.seconds()))
          .line("ratio", String.format(Locale.ROOT, "%.2f", ratio()))
          .line("a run there, p50 / p99 / most", shown(baseline.run()));
    }
    figures
        .line("overhead a run, p50 / p99 / most", shown(overhead.all()))
        .line("of those served at the first try", shown(overhead.firstTry()));
    footprint.forEach(
        (part, used) ->
            figures.line(
                part + ", peak memory and CPU a run",
                String.format(
                    Locale.ROOT,
                    "%d MB, %.2f s",
                    used.peakMegabytes(),
                    used.cpuSeconds() / settings.movements())));
    text.append(figures).append('\n');
    faults.forEach(fault -> text.append("  meanwhile: ").append(fault).append('\n'));
    text.append('\n');
    for (Check check : checks()) {
      text.append(check.ok() ? "  ok      " : "  NOT OK  ")
          .append(check.name())
          .append(": ")
          .append(check.figure())
          .append(' ')
          .append(check.unit())
          .append('\n');
    }
    for (List<String> broken :
        List.of(
            evidence.lost(),
            evidence.publishedTwice(),
            evidence.wrongRows(),
            evidence.decidedTwice(),
            evidence.withoutOutcome(),
            evidence.unexpected())) {
      broken.stream().limit(SHOWN).forEach(line -> text.append("    ").append(line).append('\n'));
      if (broken.size() > SHOWN) {
        text.append("    and ").append(broken.size() - SHOWN).append(" more\n");
      }
    }
    return text.toString();
  }

  private static String shown(Durations durations) {
    return String.format(
        Locale.ROOT, "%.1f / %.1f / %.1f s", durations.p50(), durations.p99(), durations.most());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%d:%02d min", (int) seconds / 60, (int) seconds % 60);
  }

  private static double round(double figure) {
    return Math.round(figure * 100) / 100.0;
  }
}

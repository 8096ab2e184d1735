package io.pointsman.it.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.bench.StoreMeasurement;
import io.pointsman.it.show.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reading from far away cost, and which bars were met. */
record StoreReport(StoreBenchSettings settings, List<StoreMeasurement> measured) {
  private static final double MOST_FETCHED = 1.05;
  private static final double LEAST_BUSY = 0.8;
  private static final double MOST_PLAN_SECONDS = 30;

  boolean ok() {
    return checks().stream().allMatch(Check::ok);
  }

  private List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (StoreMeasurement each : measured) {
      if (each.table().equals("many")) {
        checks.add(
            new Check(
                each.sstables() + " SSTables are planned in less than 30 s",
                each.planSeconds() < MOST_PLAN_SECONDS,
                rounded(each.planSeconds()),
                "s"));
        continue;
      }
      double fetched = (double) each.fetchedBytes() / each.neededBytes();
      checks.add(
          new Check(
              each.table() + ": bytes fetched are at most 1.05 x the data",
              fetched <= MOST_FETCHED,
              rounded(fetched),
              "x"));
      // Beside the task, its fetching threads count: a core's worth of work goes on all the time.
      double busy = each.cpuSeconds() / each.wallSeconds();
      checks.add(
          new Check(
              each.table()
                  + ": at %d ms a GET a core is busy, CPU by wall at least %s"
                      .formatted(settings.latencyMillis(), LEAST_BUSY),
              busy >= LEAST_BUSY,
              rounded(busy),
              "cores"));
    }
    return checks;
  }

  private static double rounded(double figure) {
    return Math.round(figure * 1_000) / 1e3;
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("checks", checks());
    document.put("measured", measured);
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (StoreMeasurement each : measured) {
      text.append(
          "%s, %d SSTables: %d rows, %.1f s, of which %.1f s waiting; CPU / wall %.2f; %d requests, %d bytes of %d; found in %.1f s, planned in %.1f s%n"
              .formatted(
                  each.table(),
                  each.sstables(),
                  each.rows(),
                  each.wallSeconds(),
                  each.waitedSeconds(),
                  each.cpuSeconds() / each.wallSeconds(),
                  each.requests(),
                  each.fetchedBytes(),
                  each.neededBytes(),
                  each.findSeconds(),
                  each.planSeconds()));
    }
    for (Check check : checks()) {
      text.append(
          "%s %s: %s %s%n"
              .formatted(
                  check.ok() ? "met   " : "MISSED", check.name(), check.figure(), check.unit()));
    }
    return text.toString();
  }
}

package io.pointsman.it.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.bench.Measurement;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, and whether it is good enough. */
final class ReadReport {
  /** How many times the yardstick's CPU the data source may take. */
  static final double MOST_OF_CASSANDRA = 1.25;

  /** How many times the move job's CPU the legacy engine takes at least. */
  static final double LEAST_OF_LEGACY = 2;

  /** How much more or less CPU a row may cost on two cores. */
  static final double MOST_OF_ONE_CORE = 0.10;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<ReadCase> cases;
  private final List<Measurement> oneCore;
  private final List<Measurement> twoCores;
  private final Duration elapsed;

  ReadReport(
      List<ReadCase> cases,
      List<Measurement> oneCore,
      List<Measurement> twoCores,
      Duration elapsed) {
    this.cases = List.copyOf(cases);
    this.oneCore = List.copyOf(oneCore);
    this.twoCores = List.copyOf(twoCores);
    this.elapsed = elapsed;
  }

  private static Measurement find(List<Measurement> all, ReadCase table, ReadEngine engine) {
    return all.stream()
        .filter(each -> each.table().equals(table.name()) && each.engine() == engine)
        .findFirst()
        .orElse(null);
  }

  private static Double ratio(Measurement one, Measurement other) {
    return one == null || other == null
        ? null
        : Math.round(100 * one.microsPerRow() / other.microsPerRow()) / 100.0;
  }

  private Double ofCassandra(ReadCase table) {
    return ratio(
        find(oneCore, table, ReadEngine.SPARK_ROWS), find(oneCore, table, ReadEngine.CASSANDRA));
  }

  private Double ofLegacy(ReadCase table) {
    return ratio(
        find(oneCore, table, ReadEngine.LEGACY), find(oneCore, table, ReadEngine.MOVE_JOB));
  }

  private Double ofOneCore(ReadCase table) {
    return ratio(
        find(twoCores, table, ReadEngine.SPARK_ROWS), find(oneCore, table, ReadEngine.SPARK_ROWS));
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (ReadCase table : cases) {
      Double ofCassandra = ofCassandra(table);
      if (ofCassandra != null) {
        checks.add(
            new Check(
                "%s: rows in Spark cost at most %s times Cassandra's own scan"
                    .formatted(table.name(), MOST_OF_CASSANDRA),
                ofCassandra <= MOST_OF_CASSANDRA,
                ofCassandra,
                "times"));
      }
      Double ofLegacy = ofLegacy(table);
      if (ofLegacy != null) {
        checks.add(
            new Check(
                "%s: the legacy engine costs at least %s times the move job"
                    .formatted(table.name(), LEAST_OF_LEGACY),
                ofLegacy >= LEAST_OF_LEGACY,
                ofLegacy,
                "times"));
      }
      Double ofOneCore = ofOneCore(table);
      if (ofOneCore != null) {
        checks.add(
            new Check(
                "%s: a row costs on two cores what it costs on one, within a tenth"
                    .formatted(table.name()),
                Math.abs(ofOneCore - 1) <= MOST_OF_ONE_CORE,
                ofOneCore,
                "times"));
      }
    }
    return checks;
  }

  boolean ok() {
    return checks().stream().allMatch(Check::ok);
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("checks", checks());
    document.put("seconds", elapsed.toSeconds());
    document.put("tables", cases);
    document.put("oneCore", oneCore);
    document.put("twoCores", twoCores);
    document.put("notMeasured", List.of(NOT_MEASURED));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  private static final String NOT_MEASURED =
      "spark-cassandra-connector 3.5.1 from a live node: it needs another Spark";

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "CPU microseconds a row, of the whole process (wall in brackets); of (a) and (b) without"
            + " what any query takes\n\n");
    TextTable table =
        new TextTable(
            "table",
            "rows",
            "(a) Cassandra",
            "(b) Spark rows",
            "(b)/(a)",
            "on 2 cores",
            "(c) to Iceberg",
            "(d) legacy",
            "(d)/(c)");
    for (ReadCase each : cases) {
      table.line(
          each.name(),
          Long.toString(each.rows()),
          figure(find(oneCore, each, ReadEngine.CASSANDRA)),
          figure(find(oneCore, each, ReadEngine.SPARK_ROWS)),
          times(ofCassandra(each)),
          times(ofOneCore(each)),
          figure(find(oneCore, each, ReadEngine.MOVE_JOB)),
          figure(find(oneCore, each, ReadEngine.LEGACY)),
          times(ofLegacy(each)));
    }
    text.append(table).append("\nWhat any query takes, in CPU milliseconds: ").append(fixed());
    text.append("\n\nWhere the CPU time goes\n\n");
    for (Measurement each : oneCore) {
      if (!each.shares().isEmpty()) {
        text.append(
            "  %-8s %-10s %s%n"
                .formatted(
                    each.table(),
                    each.engine(),
                    each.shares().entrySet().stream()
                        .map(
                            share -> "%s %.0f %%".formatted(share.getKey(), 100 * share.getValue()))
                        .collect(Collectors.joining(", "))));
      }
    }
    text.append('\n');
    for (Check check : checks()) {
      text.append(
          "%s  %s: %s%n".formatted(check.ok() ? "met   " : "MISSED", check.name(), check.figure()));
    }
    text.append("not measured: ").append(NOT_MEASURED).append('\n');
    text.append(
        "%s in %d:%02d%n"
            .formatted(ok() ? "OK" : "NOT OK", elapsed.toMinutes(), elapsed.toSecondsPart()));
    return text.toString();
  }

  private String fixed() {
    return oneCore.stream()
        .filter(each -> each.fixedCpuSeconds() > 0)
        .map(
            each ->
                "%s %s %.0f".formatted(each.table(), each.engine(), 1_000 * each.fixedCpuSeconds()))
        .collect(Collectors.joining(", "));
  }

  private static String figure(Measurement each) {
    return each == null
        ? "–"
        : String.format(
            Locale.ROOT,
            "%.2f (%.2f)",
            each.microsPerRow(),
            each.wallSeconds() * 1e6 / each.rows());
  }

  private static String times(Double ratio) {
    return ratio == null ? "–" : String.format(Locale.ROOT, "%.2f", ratio);
  }
}

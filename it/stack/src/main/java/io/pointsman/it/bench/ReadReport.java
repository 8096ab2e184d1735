package io.pointsman.it.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.bench.Measurement;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.TextTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, and whether it is good enough. */
final class ReadReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ReadBars bars;
  private final Duration elapsed;

  ReadReport(ReadBars bars, Duration elapsed) {
    this.bars = bars;
    this.elapsed = elapsed;
  }

  List<Check> checks() {
    return bars.checks();
  }

  boolean ok() {
    return checks().stream().allMatch(Check::ok);
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("checks", checks());
    document.put("seconds", elapsed.toSeconds());
    document.put("tables", bars.cases());
    document.put("oneCore", bars.oneCore());
    document.put("twoCores", bars.twoCores());
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "CPU microseconds a row, of the whole process (wall in brackets); without what any"
            + " query or job takes, and without the JIT compiler\n\n");
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
            "(d)/(c)",
            "(e) CQL",
            "(e)/(b)",
            "(e) CQL to Iceberg",
            "(e)/(c)");
    for (ReadCase each : bars.cases()) {
      table.line(
          each.name(),
          Long.toString(each.rows()),
          figure(bars.measured(each, ReadEngine.CASSANDRA)),
          figure(bars.measured(each, ReadEngine.SPARK_ROWS)),
          times(bars.times(each, ReadEngine.SPARK_ROWS, ReadEngine.CASSANDRA)),
          times(bars.onTwoCores(each)),
          figure(bars.measured(each, ReadEngine.MOVE_JOB)),
          figure(bars.measured(each, ReadEngine.LEGACY)),
          times(bars.times(each, ReadEngine.LEGACY, ReadEngine.MOVE_JOB)),
          figure(bars.measured(each, ReadEngine.CONNECTOR)),
          times(bars.times(each, ReadEngine.CONNECTOR, ReadEngine.SPARK_ROWS)),
          figure(bars.measured(each, ReadEngine.CONNECTOR_MOVE)),
          times(bars.times(each, ReadEngine.CONNECTOR_MOVE, ReadEngine.MOVE_JOB)));
    }
    text.append(table)
        .append("\nWhat any query or job takes, in CPU milliseconds: ")
        .append(fixed());
    text.append("\n\nWhat the compiler took beside it, in CPU milliseconds: ").append(compiler());
    text.append("\n\nWhere the CPU time goes\n\n");
    for (Measurement each : bars.oneCore()) {
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
    text.append(
        "%s in %d:%02d%n"
            .formatted(ok() ? "OK" : "NOT OK", elapsed.toMinutes(), elapsed.toSecondsPart()));
    return text.toString();
  }

  private String fixed() {
    return bars.oneCore().stream()
        .filter(each -> each.fixedCpuSeconds() > 0)
        .map(
            each ->
                "%s %s %.0f".formatted(each.table(), each.engine(), 1_000 * each.fixedCpuSeconds()))
        .collect(Collectors.joining(", "));
  }

  private String compiler() {
    return bars.oneCore().stream()
        .filter(each -> each.compilerCpuSeconds() > 0)
        .map(
            each ->
                "%s %s %.0f"
                    .formatted(each.table(), each.engine(), 1_000 * each.compilerCpuSeconds()))
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

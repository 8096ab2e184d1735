package io.pointsman.it.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.bench.ReadEngine;
import io.pointsman.bench.WriteMeasurement;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.TextTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each setting of Parquet buys. */
final class WriteReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<WriteMeasurement> measured;
  private final Duration elapsed;

  WriteReport(List<WriteMeasurement> measured, Duration elapsed) {
    this.measured = List.copyOf(measured);
    this.elapsed = elapsed;
  }

  /** Of the same table and engine, the setting that all are compared with. */
  private WriteMeasurement first(WriteMeasurement each) {
    return measured.stream()
        .filter(one -> one.table().equals(each.table()) && one.engine() == each.engine())
        .findFirst()
        .orElseThrow();
  }

  List<Check> checks() {
    return measured.stream()
        .filter(each -> each.engine() == ReadEngine.MOVE_JOB)
        .filter(each -> each.setting().equals(WriteSettings.icebergs().name()))
        .map(
            each ->
                new Check(
                    each.table() + ": the move job writes no byte that is not of the staged files",
                    each.moved().betweenBytes() == 0,
                    each.moved().betweenBytes(),
                    "bytes"))
        .toList();
  }

  boolean ok() {
    return checks().stream().allMatch(Check::ok);
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("checks", checks());
    document.put("seconds", elapsed.toSeconds());
    document.put("measured", measured);
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  String text() {
    TextTable table =
        new TextTable(
            "table", "engine", "setting", "µs CPU a row", "saves", "bytes a row", "in between");
    for (WriteMeasurement each : measured) {
      table.line(
          each.table(),
          each.engine().name(),
          each.setting(),
          format("%.2f", each.microsPerRow()),
          format("%.0f %%", 100 * (1 - each.microsPerRow() / first(each).microsPerRow())),
          format("%.0f", 1.0 * each.moved().stagedBytes() / each.moved().rows()),
          format("%.0f", 1.0 * each.moved().betweenBytes() / each.moved().rows()));
    }
    StringBuilder text =
        new StringBuilder(
            "CPU of the whole process, without what any move takes, such as its Spark context\n\n");
    text.append(table).append('\n');
    measured.stream()
        .filter(each -> each.setting().equals(first(each).setting()))
        .forEach(
            each ->
                text.append(
                    "%s %s: any move takes %.2f CPU seconds%n"
                        .formatted(each.table(), each.engine(), each.fixedCpuSeconds())));
    for (Check check : checks()) {
      text.append(
          "%s  %s: %s %s%n"
              .formatted(
                  check.ok() ? "met   " : "MISSED", check.name(), check.figure(), check.unit()));
    }
    return text.append(
            "%s in %d:%02d%n"
                .formatted(ok() ? "OK" : "NOT OK", elapsed.toMinutes(), elapsed.toSecondsPart()))
        .toString();
  }

  private static String format(String pattern, double figure) {
    return String.format(Locale.ROOT, pattern, figure);
  }
}

package io.pointsman.it.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What a run showed.
 *
 * @param settings what was played
 * @param batches in order, those of an earlier run among them
 * @param resumed how many of them an earlier run played
 */
record FuzzReport(FuzzSettings settings, List<BatchResult> batches, int resumed) {
  private static final double MOST_DISTURBED = 0.02;
  private static final double MOST_REFUSED = 0.15;
  private static final int ENOUGH_FOR_EVERY_TYPE = 200;

  boolean ok() {
    return checks().stream().allMatch(Check::ok);
  }

  List<Check> checks() {
    long compared = sum(BatchResult::histories);
    long differing = sum(batch -> batch.failures().size());
    long disturbed = sum(BatchResult::disturbed);
    long writes = sum(BatchResult::writes);
    long refused = sum(BatchResult::refused);
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "every history was played",
            compared + disturbed == settings.histories(),
            compared,
            "histories compared"));
    checks.add(
        new Check(
            "the reader gives the nodes' rows", differing == 0, differing, "histories differ"));
    checks.add(
        new Check(
            "nearly all could be compared",
            disturbed <= settings.histories() * MOST_DISTURBED,
            disturbed,
            "histories disturbed"));
    checks.add(
        new Check(
            "most statements are taken",
            refused <= (writes + refused) * MOST_REFUSED,
            refused,
            "statements refused, of " + (writes + refused)));
    checks.add(
        new Check(
            "rows were compared", sum(BatchResult::rows) > 0, sum(BatchResult::rows), "rows"));
    checks.add(
        new Check(
            "every type was compared",
            types().keySet().equals(History.ALL_TYPES) || compared < ENOUGH_FOR_EVERY_TYPE,
            types().size(),
            "types, of " + History.ALL_TYPES.size() + ": " + types()));
    checks.add(
        new Check(
            "the Spark data source gives them too",
            sum(BatchResult::throughSpark) > 0 || settings.spark() == 0,
            sum(BatchResult::throughSpark),
            "histories, with " + sum(BatchResult::sparkRows) + " rows"));
    return checks;
  }

  /** In how many of the histories each type stands. */
  private Map<String, Integer> types() {
    Map<String, Integer> types = new TreeMap<>();
    for (BatchResult batch : batches) {
      batch.types().forEach((type, histories) -> types.merge(type, histories, Integer::sum));
    }
    return types;
  }

  private long sum(ToLongFunction<BatchResult> figure) {
    return batches.stream().mapToLong(figure).sum();
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("checks", checks());
    document.put("seed", settings.seed());
    document.put("resumed", resumed);
    document.put("batches", batches);
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  String text() {
    TextTable table =
        new TextTable(
            "batch",
            "formats",
            "histories",
            "statements",
            "refused",
            "SSTables",
            "rows",
            "Spark",
            "differ",
            "seconds");
    for (BatchResult batch : batches) {
      table.line(
          Integer.toString(batch.number()),
          String.join(" and ", batch.formats()),
          Integer.toString(batch.histories()),
          Long.toString(batch.writes()),
          Long.toString(batch.refused()),
          Long.toString(batch.sstables()),
          Long.toString(batch.rows()),
          Integer.toString(batch.throughSpark()),
          Integer.toString(batch.failures().size()),
          String.format(Locale.ROOT, "%.0f", batch.seconds()));
    }
    StringBuilder text = new StringBuilder("\n").append(table).append('\n');
    for (BatchResult batch : batches) {
      for (BatchResult.Failure failure : batch.failures()) {
        text.append("  NOT OK  history ").append(failure.history()).append(", ");
        text.append(failure.difference()).append('\n');
        failure.samples().forEach(sample -> text.append("    ").append(sample).append('\n'));
        text.append(failure.cql().indent(4)).append('\n');
      }
    }
    for (Check check : checks()) {
      text.append(check.ok() ? "  ok      " : "  NOT OK  ")
          .append(check.name())
          .append(": ")
          .append(check.figure())
          .append(' ')
          .append(check.unit())
          .append('\n');
    }
    return text.toString();
  }
}

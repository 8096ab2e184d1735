package io.pointsman.it.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the quick start found: one document for programs, one table for people.
 *
 * @param movements one row a run, in the order they ran
 * @param checks everything that was said and whether it held
 * @param addresses where to look, by name
 */
record QuickstartReport(
    List<MovementRow> movements, List<Check> checks, Map<String, String> addresses) {

  boolean ok() {
    return checks.stream().allMatch(Check::ok);
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("checks", checks);
    document.put("movements", movements);
    document.put("addresses", addresses);
    return WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  String text() {
    TextTable table =
        new TextTable(
            "movement",
            "decided",
            "served by",
            "rows",
            "bytes read",
            "seconds",
            "Iceberg snapshot",
            "equal to the truth",
            "reason");
    for (MovementRow row : movements) {
      table.line(
          row.movement(),
          row.decided(),
          shown(row.servedBy()),
          row.rows() == null ? "–" : String.format(Locale.ROOT, "%,d", row.rows()),
          row.bytesRead() == null ? "–" : megabytes(row.bytesRead()),
          row.seconds() == null ? "–" : String.format(Locale.ROOT, "%.1f", row.seconds()),
          row.snapshotId() == null ? "–" : row.snapshotId().toString(),
          row.equal() == null ? "–" : row.equal() ? "yes" : "NO",
          shown(row.reason()));
    }
    StringBuilder text = new StringBuilder("\n").append(table).append('\n');
    for (Check check : checks) {
      text.append(check.ok() ? "  ok      " : "  NOT OK  ")
          .append(check.name())
          .append(check.figure() == null ? "" : ": " + check.figure() + " " + check.unit())
          .append('\n');
    }
    text.append('\n');
    addresses.forEach((name, address) -> text.append(String.format("  %-18s%s%n", name, address)));
    return text.toString();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static String shown(String value) {
    return value == null ? "–" : value;
  }
}

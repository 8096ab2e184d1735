package io.pointsman.it.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was shown.
 *
 * @param scenarios in the order of the list
 * @param checks beside the scenarios' own
 */
record ChaosReport(List<ScenarioResult> scenarios, List<Check> checks) {

  boolean ok() {
    return checks.stream().allMatch(Check::ok) && scenarios.stream().allMatch(ScenarioResult::ok);
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("checks", checks);
    document.put("scenarios", scenarios);
    return WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  String text() {
    TextTable table =
        new TextTable(
            "scenario",
            "fault",
            "when",
            "what happened",
            "served by",
            "published",
            "readers' view",
            "invariant",
            "kept",
            "seconds");
    for (ScenarioResult each : scenarios) {
      table.line(
          each.name(),
          each.fault(),
          each.when(),
          each.whatHappened(),
          each.servedBy(),
          Integer.toString(each.published()),
          each.readersView(),
          each.invariant(),
          each.ok() ? "yes" : "NO",
          String.format(Locale.ROOT, "%.0f", each.seconds()));
    }
    StringBuilder text = new StringBuilder("\n").append(table).append('\n');
    for (ScenarioResult each : scenarios) {
      each.broken()
          .forEach(
              sentence ->
                  text.append("  NOT OK  ")
                      .append(each.name())
                      .append(": ")
                      .append(sentence)
                      .append('\n'));
    }
    for (Check check : checks) {
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

package io.pointsman.workers.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.workers.doctor.Check;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Prints for people or for programs; progress goes to standard error. */
final class Output {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "one JSON document on standard output")
  private boolean json;

  void progress(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  /**
   * Prints the verdict.
   *
   * @param more further entries of the document
   * @param text the same for people
   * @return the exit status: 0 exactly when every check is ok
   */
  int verdict(List<Check> checks, Map<String, Object> more, String text) {
    boolean ok = checks.stream().allMatch(Check::ok);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", ok);
      document.put("checks", checks);
      document.putAll(more);
      out.println(pretty(document));
    } else {
      out.println(text.stripTrailing());
    }
    out.flush();
    return ok ? 0 : 1;
  }

  /** What went wrong before anything could be looked at. */
  int failed(String message) {
    if (json) {
      return verdict(List.of(Check.of("done", false, null, null, message)), Map.of(), message);
    }
    progress(message);
    return 1;
  }

  private static String pretty(Object document) {
    try {
      return WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot be printed as JSON: " + document, e);
    }
  }
}

package io.pointsman.registry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.client.RegistryClient;
import java.io.PrintWriter;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which registry a command speaks to, and whom it prints for. */
final class RegistryOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      defaultValue = "${env:POINTSMAN_REGISTRY:-http://127.0.0.1:8085}",
      description = "The registry's address (POINTSMAN_REGISTRY; ${DEFAULT-VALUE}).")
  private URI registry;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  RegistryClient client() {
    return new RegistryClient(registry);
  }

  boolean json() {
    return json;
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Prints the document for programs, or the text for people. */
  void print(Object document, String text) {
    out().println(json ? pretty(document) : text.stripTrailing());
    out().flush();
  }

  private static String pretty(Object document) {
    try {
      return WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot be printed as JSON: " + document, e);
    }
  }
}

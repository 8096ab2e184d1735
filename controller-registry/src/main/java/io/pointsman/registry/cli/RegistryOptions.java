package io.pointsman.registry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryToken;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
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

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "The file with the token that says who asks. Without it POINTSMAN_TOKEN is the token, or",
        "POINTSMAN_TOKEN_FILE names the file, or it is ./registry.token for a registry here."
      })
  private Path tokenFile;

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  RegistryClient client() {
    return new RegistryClient(
        registry,
        tokenFile == null
            ? RegistryToken.find(System.getenv(), registry)
            : RegistryToken.inFile(tokenFile));
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

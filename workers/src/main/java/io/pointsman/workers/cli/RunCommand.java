package io.pointsman.workers.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.WireJson;
import io.pointsman.workflows.ConductorApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pointsman run}: starts a movement's run, shows how it goes, ends as it ends. */
@Command(
    name = "run",
    footer = {"%nExample:", "  pointsman run 'members/profiles/by_id -> lake.members.profiles'"},
    mixinStandardHelpOptions = true,
    description = {
      "Starts a movement's run in Conductor and shows its progress until it ends.",
      "Exit status: 0 served, 1 failed or refused."
    })
final class RunCommand implements Callable<Integer> {
  private static final String WORKFLOW = "move_data";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MOVEMENT",
      description = "'cluster/keyspace/table -> catalog.namespace.table'")
  private String movement;

  @Option(
      names = "--input",
      paramLabel = "KEY=VALUE",
      description = "further input, such as backupId=… or sparkAttempts=2; JSON values are read so")
  private Map<String, String> input = new LinkedHashMap<>();

  @Option(
      names = "--conductor",
      paramLabel = "URL",
      defaultValue = "${env:POINTSMAN_CONDUCTOR_URL:-http://127.0.0.1:8080}",
      description = "the Conductor server (default: ${DEFAULT-VALUE})")
  private URI conductor;

  @Option(names = "--detach", description = "print the run's id and leave it")
  private boolean detach;

  @Option(names = "--json", description = "print the run's output as one JSON document")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    ConductorApi api = new ConductorApi(conductor);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      String id = api.start(WORKFLOW, null, correlationId(), body());
      if (detach) {
        out.println(id);
        return CommandLine.ExitCode.OK;
      }
      err.println("Run " + id + " of " + movement);
      return follow(api, id, out, err);
    } catch (IOException e) {
      err.println(e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private int follow(ConductorApi api, String id, PrintWriter out, PrintWriter err)
      throws IOException, InterruptedException {
    RunProgress progress =
        new RunProgress(
            api,
            line -> {
              err.println(line);
              err.flush();
            });
    JsonNode run = progress.look(id);
    while (RunProgress.running(run)) {
      TimeUnit.SECONDS.sleep(1);
      run = progress.look(id);
    }
    boolean served = run.path("status").asText().equals("COMPLETED");
    JsonNode output = run.path("output");
    if (json) {
      ObjectNode document = WireJson.mapper().createObjectNode();
      document.put("ok", served).put("runId", id).put("status", run.path("status").asText());
      document.set("output", output);
      if (!served) {
        document.put("reasonForIncompletion", run.path("reasonForIncompletion").asText(null));
      }
      out.println(document.toPrettyString());
    } else if (served) {
      out.println(output.path("summary").asText());
    } else {
      out.println(
          run.path("status").asText() + ": " + run.path("reasonForIncompletion").asText(""));
    }
    out.flush();
    return served ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private ObjectNode body() {
    ObjectNode body = WireJson.mapper().createObjectNode().put("movement", movement);
    input.forEach((key, value) -> body.set(key, value(value)));
    return body;
  }

  private static JsonNode value(String text) {
    try {
      return WireJson.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      return WireJson.mapper().getNodeFactory().textNode(text);
    }
  }

  /**
   * The movement's id; input that is none is Conductor's to refuse, so that the refusal is seen.
   */
  private String correlationId() {
    try {
      return Movement.parse(movement).id();
    } catch (InvalidMovementException e) {
      return null;
    }
  }
}

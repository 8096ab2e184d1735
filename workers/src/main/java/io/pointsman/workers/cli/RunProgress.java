package io.pointsman.workers.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.workflows.ConductorApi;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Says what changed in a run since the last look: each task's sentence for people, once. */
final class RunProgress {
  private final ConductorApi conductor;
  private final Consumer<String> lines;
  private final Map<String, String> said = new HashMap<>();

  RunProgress(ConductorApi conductor, Consumer<String> lines) {
    this.conductor = conductor;
    this.lines = lines;
  }

  static boolean running(JsonNode run) {
    String status = run.path("status").asText();
    return status.equals("RUNNING") || status.equals("PAUSED");
  }

  /** Looks at a run and its sub-workflows. */
  JsonNode look(String id) throws IOException {
    JsonNode run =
        conductor
            .workflow(id)
            .orElseThrow(() -> new IOException("Conductor knows no run " + id + " any more"));
    for (JsonNode task : run.path("tasks")) {
      String subWorkflow = task.path("subWorkflowId").asText("");
      if (!subWorkflow.isEmpty()) {
        look(subWorkflow);
      } else {
        say(task);
      }
    }
    return run;
  }

  private void say(JsonNode task) {
    String summary = task.path("outputData").path("summary").asText("");
    String reason = task.path("reasonForIncompletion").asText("");
    String status = task.path("status").asText();
    String text = status.equals("TIMED_OUT") ? reason : summary.isEmpty() ? reason : summary;
    if (text.isEmpty()
        || !task.path("workflowTask").path("type").asText("SIMPLE").equals("SIMPLE")) {
      return;
    }
    String line = "%-16s %s".formatted(task.path("referenceTaskName").asText(), text);
    if (!line.equals(said.put(task.path("taskId").asText(), line))) {
      lines.accept(line);
    }
  }
}

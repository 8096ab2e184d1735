package io.pointsman.it.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.FailureReason;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workflows.Definitions;
import java.util.List;

/**
 * The shipped workflows under other names, with tasks that do nothing: what Conductor takes for
 * them is its own time. Their switches go where the input says.
 */
final class NoOpWorkflows {
  private static final String PREFIX = "noop_";

  /** Which way a run goes. */
  enum Way {
    SPARK,
    LEGACY,
    FALLBACK
  }

  private NoOpWorkflows() {}

  /** The shipped definitions, renamed. */
  static Definitions definitions(Definitions shipped) {
    return new Definitions(
        renamed(shipped.moveData()),
        renamed(shipped.moveDataSpark()),
        renamed(shipped.moveDataFailed()),
        shipped.tasks().stream()
            .map(task -> task.deepCopy().put("name", PREFIX + task.path("name").asText()))
            .toList());
  }

  /** Which way a run is to go, in the place where a movement has its labels. */
  static ObjectNode input(Way way) {
    ObjectNode input = JsonNodeFactory.instance.objectNode().put("movement", "none");
    input.putObject("labels").put("way", way.name());
    return input;
  }

  /** What answers the tasks at once. */
  static List<TaskWorker> workers(Definitions renamed) {
    return renamed.tasks().stream()
        .map(task -> (TaskWorker) new NoOp(task.path("name").asText()))
        .toList();
  }

  private static ObjectNode renamed(ObjectNode workflow) {
    ObjectNode copy = workflow.deepCopy();
    copy.put("name", PREFIX + copy.path("name").asText());
    if (copy.has("failureWorkflow")) {
      copy.put("failureWorkflow", PREFIX + copy.path("failureWorkflow").asText());
    }
    for (JsonNode parent : copy.findParents("taskReferenceName")) {
      if (parent.path("type").asText().equals("SIMPLE")) {
        ((ObjectNode) parent).put("name", PREFIX + parent.path("name").asText());
      }
    }
    for (JsonNode subWorkflow : copy.findValues("subWorkflowParam")) {
      ((ObjectNode) subWorkflow).put("name", PREFIX + subWorkflow.path("name").asText());
    }
    return copy;
  }

  private record NoOp(String taskType) implements TaskWorker {
    @Override
    public Role role() {
      return Role.DECIDE;
    }

    @Override
    public TaskAnswer work(PolledTask task) throws TaskFailedException {
      JsonNode input = task.input();
      // Handed on from task to task where the real ones hand on the decision.
      JsonNode told =
          input.path("labels").isObject() ? input.path("labels") : input.path("decision");
      String way = told.path("way").asText();
      ObjectNode output = JsonNodeFactory.instance.objectNode();
      output.putObject("decision").put("way", way);
      output.putObject("settings");
      output.putObject("result");
      switch (taskType.substring(PREFIX.length())) {
        case "decide_route" -> output.put("route", way.equals("LEGACY") ? "LEGACY" : "SPARK");
        case "await_spark" -> {
          if (way.equals("FALLBACK")) {
            throw TaskFailedException.terminal(FailureReason.SPARK_FAILED, "as told");
          }
          output.put("verdict", "STAGED");
        }
        case "publish_spark", "confirm_legacy" -> output.put("verdict", "SERVED");
        default -> output.put("verdict", "CLAIMED");
      }
      return new TaskAnswer.Done(output);
    }
  }
}

package io.pointsman.workflows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Registers the definitions with a Conductor server. A version that is there is never overwritten
 * by another body, since runs are using it: what differs is added as the next version, and {@code
 * move_data} names the version of its sub-workflow. Task definitions have no versions in Conductor;
 * one that differs is updated.
 */
public final class Registrar {
  private static final int ATTEMPTS = 5;

  /** What was done with one definition. */
  public enum Change {
    UNCHANGED,
    ADDED,
    UPDATED
  }

  /**
   * One definition as it is registered now.
   *
   * @param name its name
   * @param version its version, or null for a task definition
   * @param change what had to be done
   */
  public record Registered(String name, Integer version, Change change) {}

  private final ConductorApi conductor;

  public Registrar(ConductorApi conductor) {
    this.conductor = conductor;
  }

  /** Registers all of them, those that others name first. */
  public List<Registered> register(Definitions definitions) throws IOException {
    List<Registered> registered = new ArrayList<>();
    for (ObjectNode task : definitions.tasks()) {
      registered.add(registerTask(task));
    }
    Registered spark = registerWorkflow(definitions.moveDataSpark());
    registered.add(spark);
    registered.add(registerWorkflow(definitions.moveDataFailed()));
    registered.add(
        registerWorkflow(namingSubWorkflow(definitions.moveData(), spark.name(), spark.version())));
    return List.copyOf(registered);
  }

  private Registered registerTask(ObjectNode task) throws IOException {
    String name = task.path("name").asText();
    Optional<ObjectNode> there = conductor.taskDefinition(name);
    if (there.isEmpty()) {
      conductor.addTaskDefinition(task);
      return new Registered(name, null, Change.ADDED);
    }
    if (DefinitionBody.of(there.get()).equals(DefinitionBody.of(task))) {
      return new Registered(name, null, Change.UNCHANGED);
    }
    conductor.updateTaskDefinition(task);
    return new Registered(name, null, Change.UPDATED);
  }

  private Registered registerWorkflow(ObjectNode workflow) throws IOException {
    String name = workflow.path("name").asText();
    JsonNode body = DefinitionBody.of(workflow);
    for (int attempt = 1; ; attempt++) {
      // Only the latest: it is what runs are started with. That an older one says the same does not
      // help them.
      Optional<ObjectNode> latest = conductor.workflowDefinition(name, null);
      int version = latest.map(there -> there.path("version").asInt()).orElse(0);
      if (latest.isPresent() && DefinitionBody.of(latest.get()).equals(body)) {
        return new Registered(name, version, Change.UNCHANGED);
      }
      ObjectNode next = workflow.deepCopy().put("version", version + 1);
      try {
        conductor.addWorkflowDefinition(next);
        return new Registered(name, version + 1, Change.ADDED);
      } catch (ConductorException e) {
        // Somebody else added that version in between: look again.
        if (e.status() != 409 || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static ObjectNode namingSubWorkflow(ObjectNode workflow, String name, int version) {
    ObjectNode copy = workflow.deepCopy();
    for (JsonNode parameters : copy.findValues("subWorkflowParam")) {
      if (parameters.path("name").asText().equals(name)) {
        ((ObjectNode) parameters).put("version", version);
      }
    }
    return copy;
  }
}

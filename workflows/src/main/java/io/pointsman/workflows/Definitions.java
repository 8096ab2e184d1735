package io.pointsman.workflows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The workflow and task definitions that ship with Pointsman: the same files that {@code curl} can
 * register.
 *
 * @param moveData the workflow that callers start
 * @param moveDataSpark its optional sub-workflow
 * @param moveDataFailed its failure workflow
 * @param tasks the task definitions of all three
 */
public record Definitions(
    ObjectNode moveData,
    ObjectNode moveDataSpark,
    ObjectNode moveDataFailed,
    List<ObjectNode> tasks) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Definitions {
    tasks = List.copyOf(tasks);
  }

  /** As they lie in this module. */
  public static Definitions shipped() {
    List<ObjectNode> tasks = new ArrayList<>();
    resource("task_definitions.json").forEach(task -> tasks.add((ObjectNode) task));
    return new Definitions(
        (ObjectNode) resource("move_data.json"),
        (ObjectNode) resource("move_data_spark.json"),
        (ObjectNode) resource("move_data_failed.json"),
        tasks);
  }

  /** The same workflows with other task definitions, such as other timeouts. */
  public Definitions withTasks(UnaryOperator<ObjectNode> change) {
    return new Definitions(
        moveData,
        moveDataSpark,
        moveDataFailed,
        tasks.stream().map(ObjectNode::deepCopy).map(change).toList());
  }

  private static JsonNode resource(String name) {
    try (InputStream in = Definitions.class.getResourceAsStream(name)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the shipped definition " + name, e);
    }
  }
}

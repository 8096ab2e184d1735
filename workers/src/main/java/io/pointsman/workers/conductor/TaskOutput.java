package io.pointsman.workers.conductor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.WireJson;

/** A task's output: one sentence for people first, then what other tasks read. */
public final class TaskOutput {
  private final ObjectNode json = WireJson.mapper().createObjectNode();

  private TaskOutput() {}

  /** Begins with a sentence. */
  public static TaskOutput summary(String sentence) {
    return new TaskOutput().put("summary", sentence);
  }

  /**
   * Adds a value.
   *
   * @param value anything that {@link WireJson} writes; null is written as null
   */
  public TaskOutput put(String key, Object value) {
    json.set(key, WireJson.mapper().valueToTree(value));
    return this;
  }

  public ObjectNode json() {
    return json;
  }
}

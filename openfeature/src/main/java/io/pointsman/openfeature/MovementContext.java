package io.pointsman.openfeature;

import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.Value;
import io.pointsman.decider.DataModel;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import java.util.Map;
import java.util.TreeMap;

/** Reads a movement out of an evaluation context. */
final class MovementContext {
  private static final String LABEL = "label.";

  private MovementContext() {}

  /**
   * The movement that is asked for.
   *
   * @throws InvalidMovementException naming what is wrong
   */
  static Movement movement(String id, EvaluationContext context) {
    Movement named = Movement.parse(id);
    Map<String, String> labels = new TreeMap<>();
    for (String key : context.keySet()) {
      if (key.startsWith(LABEL)) {
        labels.put(key.substring(LABEL.length()), text(context, key));
      }
    }
    return new Movement(
        named.source(), named.destination(), dataModel(context), text(context, "cohort"), labels);
  }

  private static DataModel dataModel(EvaluationContext context) {
    String text = text(context, "dataModel");
    return text == null ? null : DataModel.of(text);
  }

  private static String text(EvaluationContext context, String key) {
    Value value = context.getValue(key);
    return value == null ? null : value.asString();
  }
}

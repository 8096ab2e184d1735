package io.pointsman.bench;

import java.util.List;

/**
 * What one process writes.
 *
 * @param reading the tables, the engines and the stores
 * @param settings how, in order; the first is what the others are compared with
 */
public record WritePlan(ReadPlan reading, List<WriteSetting> settings) {
  public WritePlan {
    settings = List.copyOf(settings);
  }
}

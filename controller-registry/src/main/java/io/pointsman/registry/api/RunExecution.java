package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import java.time.Instant;
import java.util.Map;

/**
 * All that the registry recorded of one execution.
 *
 * @param cursor its place in the order in which executions were recorded
 * @param runId Conductor's workflow id
 * @param execution from 1
 * @param movementId its movement
 * @param decision what Conductor holds, as far as is known; null when only an outcome without one
 *     came in (the decider was lost)
 * @param supersededDecision what the registry had decided, when Conductor held another; or null
 * @param settings what else the caller asked for, never null
 * @param outcome how it ended, or null while it runs or when nobody reported
 * @param recordedAt when the registry first heard of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunExecution(
    long cursor,
    String runId,
    int execution,
    String movementId,
    Decision decision,
    Decision supersededDecision,
    Map<String, String> settings,
    Outcome outcome,
    Instant recordedAt) {
  public RunExecution {
    settings = settings == null ? Map.of() : Map.copyOf(settings);
  }
}

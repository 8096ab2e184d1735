package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;

/**
 * What a worker asks the registry: {@code POST /v1/decisions}.
 *
 * @param runId Conductor's workflow id
 * @param runStart when the run was created; the total order of claims needs it
 * @param movement the caller's input, as read; what the registry says of it overrules it
 * @param pin the backup that is offered, or null when there is none to offer
 * @param obstacle why Spark cannot serve whatever the routing table says ({@code BACKUP_MISSING},
 *     {@code BACKUP_TOO_OLD}, {@code SCHEMA_UNSUPPORTED}, …), or null
 * @param obstacleMessage the obstacle for people, naming columns or objects; null without one
 * @param refuse whether the obstacle refuses the run instead of sending it to legacy
 * @param generation the fence generation for a new execution, 1 + that of the fence head
 * @param settings what else the caller asked for, recorded with the decision; never null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionRequest(
    String runId,
    Instant runStart,
    Movement movement,
    BackupPin pin,
    DecisionReason obstacle,
    String obstacleMessage,
    boolean refuse,
    long generation,
    Map<String, String> settings) {
  public DecisionRequest {
    settings = settings == null ? Map.of() : Map.copyOf(settings);
  }

  /** The same request with another fence generation. */
  public DecisionRequest withGeneration(long changed) {
    return new DecisionRequest(
        runId, runStart, movement, pin, obstacle, obstacleMessage, refuse, changed, settings);
  }
}

package io.pointsman.registry.store;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.decider.registry.MovementDefinition;
import java.time.Instant;

/**
 * One movement's past in a few figures.
 *
 * @param movementId its id
 * @param registered whether the registry has a definition of it
 * @param cohort its cohort, or null
 * @param owner who answers for it, or null
 * @param rule the rule that decided its newest run, or null
 * @param servedBy who served last, or null when nobody has
 * @param reportedAt when its newest outcome came in, or null without one
 * @param runId the newest run that was reported, or null without one
 * @param failedAt when its newest run was reported not served; null when that was served
 * @param failure why, or null
 * @param fallbacks how often it was decided for Spark and legacy served
 * @param spark what Spark did
 * @param legacy what legacy did
 * @param proof the newest comparison's result, or null
 * @param provedAt when that came in, or null
 */
public record MovementFigures(
    String movementId,
    boolean registered,
    String cohort,
    String owner,
    String rule,
    Connector servedBy,
    Instant reportedAt,
    String runId,
    Instant failedAt,
    FailureReason failure,
    long fallbacks,
    EngineFigures spark,
    EngineFigures legacy,
    ProofResult proof,
    Instant provedAt) {

  /** One of which nothing is known. */
  static MovementFigures unknown(String movementId) {
    return new MovementFigures(
        movementId,
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        EngineFigures.NONE,
        EngineFigures.NONE,
        null,
        null);
  }

  /** What an engine did. */
  public EngineFigures of(Connector connector) {
    return switch (connector) {
      case SPARK -> spark;
      case LEGACY -> legacy;
    };
  }

  /**
   * Its definition was changed.
   *
   * @param definition or null when it was removed
   */
  MovementFigures defined(MovementDefinition definition) {
    return new MovementFigures(
        movementId,
        definition != null,
        definition == null ? cohort : definition.movement().cohort(),
        definition == null ? owner : definition.owner(),
        rule,
        servedBy,
        reportedAt,
        runId,
        failedAt,
        failure,
        fallbacks,
        spark,
        legacy,
        proof,
        provedAt);
  }

  /**
   * A run was reported.
   *
   * @param decision what was decided, or null
   */
  MovementFigures reported(Instant at, Outcome outcome, Decision decision) {
    boolean served = outcome.servedBy() != null;
    return new MovementFigures(
        movementId,
        registered,
        decision == null || registered ? cohort : decision.movement().cohort(),
        owner,
        decision == null ? rule : decision.rule(),
        served ? outcome.servedBy() : servedBy,
        at,
        outcome.runId(),
        served ? null : at,
        served ? null : failure(outcome),
        fallbacks + (fellBack(outcome) ? 1 : 0),
        outcome.servedBy() == Connector.SPARK
            ? spark.served(outcome.seconds(), bytes(outcome), at)
            : spark,
        outcome.servedBy() == Connector.LEGACY
            ? legacy.served(legacySeconds(outcome), bytes(outcome), at)
            : legacy,
        proof,
        provedAt);
  }

  MovementFigures proved(Instant at, ProofResult result) {
    return new MovementFigures(
        movementId,
        registered,
        cohort,
        owner,
        rule,
        servedBy,
        reportedAt,
        runId,
        failedAt,
        failure,
        fallbacks,
        spark,
        legacy,
        result,
        at);
  }

  static boolean fellBack(Outcome outcome) {
    return outcome.decided() == Route.SPARK && outcome.servedBy() == Connector.LEGACY;
  }

  static FailureReason failure(Outcome outcome) {
    return outcome.failure() == null ? FailureReason.UNKNOWN : outcome.failure();
  }

  /** What the attempt that served fetched. */
  static long bytes(Outcome outcome) {
    long all = outcome.bytesRead() == null ? 0 : outcome.bytesRead();
    long failed = outcome.failedAttempts() == null ? 0 : outcome.failedAttempts().bytesRead();
    return Math.max(0, all - failed);
  }

  private static double legacySeconds(Outcome outcome) {
    return outcome.legacySeconds() == null ? outcome.seconds() : outcome.legacySeconds();
  }
}

package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * Route, reason and all that led to it: it can be explained and replayed from this alone.
 *
 * @param runId Conductor's workflow id
 * @param execution the pass through the run, from 1
 * @param generation fence generation of this execution
 * @param runStart when the run was created
 * @param movement as the registry knows it; what was evaluated
 * @param route where it goes
 * @param shadow whether the other engine runs too, into a place of its own
 * @param reason what led to the route
 * @param message one sentence for people
 * @param rule id of the rule that matched, {@code default}, or null when none was asked
 * @param bucket the movement's bucket, 0 to 9999, or null when no percentage was asked
 * @param percent Spark percentage with two decimals that the bucket was held against, or null
 * @param revision revision of the routing table, or 0 when none was known
 * @param salt the table's salt, or null
 * @param pin the backup that the execution reads, or null
 * @param decidedAt when
 * @param decidedBy {@code registry}, or {@code worker} when it decided by its own copy
 * @param standing the reached step, the guard state, the open breaker and the shadows that were
 *     asked, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decision(
    String runId,
    int execution,
    long generation,
    Instant runStart,
    Movement movement,
    Route route,
    boolean shadow,
    DecisionReason reason,
    String message,
    String rule,
    Integer bucket,
    Double percent,
    long revision,
    String salt,
    BackupPin pin,
    Instant decidedAt,
    String decidedBy,
    Standing standing) {

  /** A decision that no ramp, guard or breaker took part in. */
  public Decision(
      String runId,
      int execution,
      long generation,
      Instant runStart,
      Movement movement,
      Route route,
      boolean shadow,
      DecisionReason reason,
      String message,
      String rule,
      Integer bucket,
      Double percent,
      long revision,
      String salt,
      BackupPin pin,
      Instant decidedAt,
      String decidedBy) {
    this(
        runId,
        execution,
        generation,
        runStart,
        movement,
        route,
        shadow,
        reason,
        message,
        rule,
        bucket,
        percent,
        revision,
        salt,
        pin,
        decidedAt,
        decidedBy,
        null);
  }

  /** The same decision on another backup; the message says why. */
  public Decision repinned(BackupPin another, String said) {
    return new Decision(
        runId,
        execution,
        generation,
        runStart,
        movement,
        route,
        shadow,
        reason,
        said,
        rule,
        bucket,
        percent,
        revision,
        salt,
        another,
        decidedAt,
        decidedBy,
        standing);
  }

  /** The same decision, gone another way. */
  public Decision rerouted(Route changed, DecisionReason why, String said) {
    return new Decision(
        runId,
        execution,
        generation,
        runStart,
        movement,
        changed,
        shadow,
        why,
        said,
        rule,
        bucket,
        percent,
        revision,
        salt,
        pin,
        decidedAt,
        decidedBy,
        standing);
  }

  /** Whether a shadow was asked for, counted and not granted, because the budget is used up. */
  @JsonIgnore
  public boolean shadowWithheld() {
    return !shadow && standing != null && standing.shadows() != null;
  }

  /** Whether it was let through although the fleet's breaker is open, to see what happens. */
  @JsonIgnore
  public boolean isProbe() {
    return standing != null && standing.breaker().open() && route == Route.SPARK;
  }
}

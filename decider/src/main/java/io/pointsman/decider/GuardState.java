package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.Demotion.Cause;
import java.time.Instant;

/**
 * What is known of one movement that its rule's guard goes by. Every change is a function of the
 * state before and of one run or proof.
 *
 * @param fallbacks how many of its runs in a row fell back for a reason that counts
 * @param cleanProofs its own clean proofs since the last mismatch
 * @param demotion what keeps it on legacy, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuardState(int fallbacks, int cleanProofs, Demotion demotion) {
  /** A movement of which nothing is known. */
  public static final GuardState NEW = new GuardState(0, 0, null);

  /** A run was decided for Spark, and Spark served it. */
  public GuardState servedBySpark() {
    return new GuardState(0, cleanProofs, demotion);
  }

  /**
   * A run was decided for Spark and fell back for a reason that counts.
   *
   * @param guard of its rule
   * @param evidence the run and its reason, for people
   */
  public GuardState fellBack(Guard guard, Instant at, String evidence) {
    int inARow = fallbacks + 1;
    boolean demoted =
        demotion == null
            && guard.demoteAfterFallbacks() > 0
            && inARow >= guard.demoteAfterFallbacks();
    return new GuardState(
        inARow,
        cleanProofs,
        demoted
            ? new Demotion(
                Cause.FALLBACKS,
                at,
                guard.cooldownRuns(),
                0,
                inARow
                    + (inARow == 1 ? " run" : " runs in a row")
                    + " fell back, the last: "
                    + evidence)
            : demotion);
  }

  /** A run was kept on legacy by the demotion itself; enough of them end it. */
  public GuardState cooled() {
    if (demotion == null) {
      return this;
    }
    Demotion cooled = demotion.cooled();
    return cooled.over() ? released() : new GuardState(fallbacks, cleanProofs, cooled);
  }

  /** A clean proof of its own came in. */
  public GuardState proved() {
    return new GuardState(fallbacks, cleanProofs + 1, demotion);
  }

  /**
   * A proof did not match: clean ones count anew, and a demotion begins where the guard says so.
   */
  public GuardState disproved(Guard guard, Instant at, String evidence) {
    return new GuardState(
        fallbacks,
        0,
        guard.demoteOnMismatch()
            ? new Demotion(Cause.MISMATCH, at, guard.cooldownRuns(), 0, evidence)
            : demotion);
  }

  /** The demotion is over; fallbacks count anew. */
  public GuardState released() {
    return new GuardState(0, cleanProofs, null);
  }
}

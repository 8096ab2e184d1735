package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a rule's ramp stands. Kept beside the document; every change is a function of the state
 * before and of what was seen.
 *
 * @param step the reached step, from 0
 * @param reached the step as the document had it when it was reached or last looked at
 * @param held how long it has been watched on this step. Clocks jump and registries stop: time
 *     counts only as it is observed, and no observation counts for more than {@link #MOST_OBSERVED}
 * @param cleanProofs clean proofs of the rule's movements on this step
 * @param cleanRuns runs on this step that were decided for Spark and served by it
 * @param approvedBy who approved leaving this step, or null
 * @param pause what keeps it from advancing, or null
 * @param observedAt when it was last looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RampState(
    int step,
    RampStep reached,
    Duration held,
    int cleanProofs,
    int cleanRuns,
    String approvedBy,
    Pause pause,
    Instant observedAt) {
  /** What one observation counts for at most; ramps are looked at more often than that. */
  public static final Duration MOST_OBSERVED = Duration.ofMinutes(2);

  /**
   * What keeps a ramp from advancing.
   *
   * @param by who paused it: a person, or the registry itself
   * @param why the reason, or the evidence
   * @param at since when
   */
  public record Pause(String by, String why, Instant at) {}

  public static RampState beginning(Ramp ramp, Instant now) {
    return on(0, ramp, now);
  }

  private static RampState on(int step, Ramp ramp, Instant now) {
    return new RampState(step, ramp.step(step), Duration.ZERO, 0, 0, null, null, now);
  }

  /**
   * The same on an edited ramp: what was seen on the reached step stays seen as long as that step
   * does what it did; else its watch begins anew.
   */
  public RampState following(Ramp ramp) {
    int now = ramp.stepFor(reached, step);
    RampStep standsFor = ramp.step(now);
    if (now == step && standsFor.equals(reached)) {
      return this;
    }
    boolean sameRoute = standsFor.setting().equals(reached.setting());
    return new RampState(
        now,
        standsFor,
        sameRoute ? held : Duration.ZERO,
        sameRoute ? cleanProofs : 0,
        sameRoute ? cleanRuns : 0,
        sameRoute ? approvedBy : null,
        pause,
        observedAt);
  }

  /**
   * Time has passed.
   *
   * @param running whether it counts: not while nothing of the rule can run on Spark
   */
  public RampState observed(Instant now, boolean running) {
    Duration passed = Duration.between(observedAt, now);
    Duration counted =
        !running || pause != null || passed.isNegative()
            ? Duration.ZERO
            : passed.compareTo(MOST_OBSERVED) > 0 ? MOST_OBSERVED : passed;
    return new RampState(
        step, reached, held.plus(counted), cleanProofs, cleanRuns, approvedBy, pause, now);
  }

  public RampState proved() {
    return new RampState(
        step, reached, held, cleanProofs + 1, cleanRuns, approvedBy, pause, observedAt);
  }

  public RampState servedBySpark() {
    return new RampState(
        step, reached, held, cleanProofs, cleanRuns + 1, approvedBy, pause, observedAt);
  }

  public RampState approved(String by) {
    return new RampState(step, reached, held, cleanProofs, cleanRuns, by, pause, observedAt);
  }

  public RampState paused(Pause since) {
    return new RampState(
        step, reached, held, cleanProofs, cleanRuns, approvedBy, since, observedAt);
  }

  /** Goes on; what was clean before the pause no longer counts, nor does an approval. */
  public RampState resumed() {
    return new RampState(step, reached, held, 0, 0, null, null, observedAt);
  }

  /** On another step, where nothing was seen yet; no longer paused. */
  public RampState moved(Ramp ramp, int to, Instant now) {
    return on(to, ramp, now);
  }

  /** What has to be so before the next step is reached, for people; empty when it may be. */
  public List<String> missing(Ramp ramp) {
    List<String> missing = new ArrayList<>();
    if (ramp.isLast(step)) {
      missing.add("it is the last step");
      return missing;
    }
    RampStep now = ramp.step(step);
    if (pause != null) {
      missing.add("it is paused by " + pause.by() + " since " + pause.at() + ": " + pause.why());
    }
    if (held.compareTo(now.hold()) < 0) {
      missing.add(
          "held "
              + Ages.format(Duration.ofMinutes(held.toMinutes()))
              + " of "
              + Ages.format(now.hold()));
    }
    if (cleanProofs < now.cleanProofs()) {
      missing.add(cleanProofs + " of " + now.cleanProofs() + " clean proofs");
    }
    if (cleanRuns < now.cleanRuns()) {
      missing.add(cleanRuns + " of " + now.cleanRuns() + " clean runs");
    }
    if (now.approval() && approvedBy == null) {
      missing.add("nobody approved it");
    }
    return missing;
  }

  /** Why the next step is reached, for the audit. */
  public String evidence(Ramp ramp) {
    RampStep now = ramp.step(step);
    List<String> seen = new ArrayList<>();
    if (!now.hold().isZero()) {
      seen.add("held " + Ages.format(Duration.ofMinutes(held.toMinutes())));
    }
    if (now.cleanProofs() > 0) {
      seen.add(cleanProofs + " clean proofs");
    }
    if (now.cleanRuns() > 0) {
      seen.add(cleanRuns + " clean runs");
    }
    if (approvedBy != null) {
      seen.add("approved by " + approvedBy);
    }
    return String.join(", ", seen);
  }
}

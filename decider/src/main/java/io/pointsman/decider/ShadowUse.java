package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What shadows take at the time of a decision. Only the registry knows.
 *
 * @param fleet all of them
 * @param rule those that the deciding rule granted, or null when it has no budget of its own
 * @param expectedBytes what this one would read, or null when that is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShadowUse(Taken fleet, Taken rule, Long expectedBytes) {
  /** No shadow anywhere. */
  public static final ShadowUse NOTHING = new ShadowUse(Taken.NOTHING, Taken.NOTHING, null);

  /**
   * What some shadows take.
   *
   * @param running that run now: granted, not ended, and their hours not over
   * @param bytesToday what those granted today, by UTC, read or will
   */
  public record Taken(long running, long bytesToday) {
    public static final Taken NOTHING = new Taken(0, 0);
  }
}

package io.pointsman.decider;

/**
 * When the fleet's breaker opens.
 *
 * @param fallbacks how many movements in a row fall back for reasons of the platform before it
 *     does; 0 for never
 */
public record Breaker(int fallbacks) {
  /** What holds when the document does not say. */
  public static final Breaker DEFAULT = new Breaker(5);
}

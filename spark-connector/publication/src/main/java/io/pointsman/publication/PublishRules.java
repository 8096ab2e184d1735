package io.pointsman.publication;

import java.time.Instant;
import java.util.Objects;

/**
 * What a publish may do.
 *
 * @param allowBackInTime whether rows of an earlier backup or reference time may replace later ones
 * @param allowOverwriteForeign whether snapshots that another writer made since staging may be lost
 * @param deadline when to stop asking a catalog that does not answer plainly; at least one look is
 *     taken however late it is
 */
public record PublishRules(
    boolean allowBackInTime, boolean allowOverwriteForeign, Instant deadline) {
  public PublishRules {
    Objects.requireNonNull(deadline, "deadline");
  }

  /** Replaces the whole table, and refuses both. */
  public static PublishRules replace(Instant deadline) {
    return new PublishRules(false, false, deadline);
  }

  public PublishRules allowingBackInTime() {
    return new PublishRules(true, allowOverwriteForeign, deadline);
  }

  public PublishRules overwritingForeign() {
    return new PublishRules(allowBackInTime, true, deadline);
  }
}

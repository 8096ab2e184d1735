package io.pointsman.publication;

import io.pointsman.decider.StaticPartition;
import java.time.Instant;
import java.util.Objects;

/**
 * What a publish may do.
 *
 * @param allowBackInTime whether rows of an earlier backup or reference time may replace later ones
 * @param allowOverwriteForeign whether snapshots that another writer made since staging may be lost
 * @param partition the one partition that is overwritten, or null to replace the whole table
 * @param deadline when to stop asking a catalog that does not answer plainly; at least one look is
 *     taken however late it is
 */
public record PublishRules(
    boolean allowBackInTime,
    boolean allowOverwriteForeign,
    StaticPartition partition,
    Instant deadline) {
  public PublishRules {
    Objects.requireNonNull(deadline, "deadline");
  }

  /** Replaces the whole table, and refuses both. */
  public static PublishRules replace(Instant deadline) {
    return new PublishRules(false, false, null, deadline);
  }

  /**
   * Overwrites one partition, whatever became of the others meanwhile, and refuses both for it.
   *
   * @param partition null to replace the whole table
   */
  public static PublishRules overwrite(StaticPartition partition, Instant deadline) {
    return new PublishRules(false, false, partition, deadline);
  }

  public PublishRules allowingBackInTime() {
    return new PublishRules(true, allowOverwriteForeign, partition, deadline);
  }

  public PublishRules overwritingForeign() {
    return new PublishRules(allowBackInTime, true, partition, deadline);
  }
}

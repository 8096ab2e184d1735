package io.pointsman.decider;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Where a movement stands between 0 and 9999: below a percentage's hundredths it takes part.
 *
 * <p>The hash is murmur3_x86_32 with seed 0 over UTF-8, so that anyone can recompute a bucket with
 * whatever library of murmur3 is at hand.
 */
public final class Bucket {
  private static final long BUCKETS = 10_000;

  private Bucket() {}

  /** The bucket that decides a movement's connector; a run's name plays no part in it. */
  public static int ofMovement(String salt, String movementId) {
    return of(salt + ":" + movementId);
  }

  /**
   * The bucket that decides whether a run has a shadow; the run takes part, so that in time every
   * movement is sampled.
   */
  public static int ofShadow(String salt, String movementId, String runId) {
    return of(salt + ":shadow:" + movementId + ":" + runId);
  }

  private static int of(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    long hash = Integer.toUnsignedLong(MurmurHash3.hash32x86(bytes, 0, bytes.length, 0));
    return (int) (hash * BUCKETS >>> 32);
  }
}

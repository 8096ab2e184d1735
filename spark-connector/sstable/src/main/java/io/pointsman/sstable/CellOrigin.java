package io.pointsman.sstable;

/**
 * Where a value came from.
 *
 * @param writeTime microseconds since the epoch, as the writer said
 * @param expiresAt seconds since the epoch, or {@link #NEVER}
 * @param sstable the data object that held it, by its full name
 */
public record CellOrigin(long writeTime, long expiresAt, String sstable) {
  /** For a value without a TTL. */
  public static final long NEVER = Long.MAX_VALUE;
}

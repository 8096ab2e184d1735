package io.pointsman.legacy.reference;

import io.pointsman.sstable.Mutation;
import java.util.Arrays;

/**
 * Which of two things said about the same place holds, and whether it lives: Cassandra's rules for
 * replicas that disagree. They ask no clock, so that every reader comes to the same answer.
 */
final class CellRules {
  /** The TTL by which Cassandra marks a row marker that a view has expired. */
  private static final int EXPIRED_MARKER_TTL = Integer.MAX_VALUE;

  private CellRules() {}

  /** Whether a deletion at {@code deletion} microseconds takes away what was written then. */
  static boolean deletes(long deletion, long timestamp) {
    return deletion != Long.MIN_VALUE && timestamp <= deletion;
  }

  /**
   * The newer of two cells of the same place. With equal timestamps, one that is or becomes a
   * tombstone stands above one that lives for ever, a tombstone above an expiring cell, a later end
   * above an earlier, the smaller TTL above the larger (it was written later), and then the larger
   * value, so that the answer never depends on whether the cell has expired yet.
   */
  static Mutation newerCell(Mutation left, Mutation right) {
    if (left.timestamp() != right.timestamp()) {
      return left.timestamp() > right.timestamp() ? left : right;
    }
    boolean leftEnds = left.localDeletionTime() != Long.MAX_VALUE;
    boolean rightEnds = right.localDeletionTime() != Long.MAX_VALUE;
    if (leftEnds != rightEnds) {
      return leftEnds ? left : right;
    }
    if (leftEnds) {
      boolean leftTombstone = left.ttl() == 0;
      boolean rightTombstone = right.ttl() == 0;
      if (leftTombstone != rightTombstone) {
        return leftTombstone ? left : right;
      }
      if (left.localDeletionTime() != right.localDeletionTime()) {
        return left.localDeletionTime() > right.localDeletionTime() ? left : right;
      }
      if (left.ttl() != right.ttl()) {
        return left.ttl() < right.ttl() ? left : right;
      }
    }
    return Arrays.compareUnsigned(bytes(left), bytes(right)) >= 0 ? left : right;
  }

  /** Whether a cell has a value at the reference time, in seconds since the epoch. */
  static boolean cellLives(Mutation cell, long nowSeconds) {
    return cell.localDeletionTime() == Long.MAX_VALUE
        || (cell.ttl() != 0 && nowSeconds < cell.localDeletionTime());
  }

  /** The newer of two markers of the same row. */
  static Mutation newerMarker(Mutation left, Mutation right) {
    if (left.timestamp() != right.timestamp()) {
      return left.timestamp() > right.timestamp() ? left : right;
    }
    boolean leftExpired = left.ttl() == EXPIRED_MARKER_TTL;
    boolean rightExpired = right.ttl() == EXPIRED_MARKER_TTL;
    if (leftExpired != rightExpired) {
      return leftExpired ? left : right;
    }
    boolean leftExpires = left.ttl() != 0;
    boolean rightExpires = right.ttl() != 0;
    if (leftExpires != rightExpires) {
      return leftExpires ? left : right;
    }
    if (left.localDeletionTime() != right.localDeletionTime()) {
      return left.localDeletionTime() > right.localDeletionTime() ? left : right;
    }
    return left.ttl() <= right.ttl() ? left : right;
  }

  /** Whether a row lives by its marker alone. */
  static boolean markerLives(Mutation marker, long nowSeconds) {
    return marker.ttl() == 0
        || (marker.ttl() != EXPIRED_MARKER_TTL && nowSeconds < marker.localDeletionTime());
  }

  private static byte[] bytes(Mutation cell) {
    return cell.value() == null ? new byte[0] : cell.value();
  }
}

package io.pointsman.legacy.reference;

import io.pointsman.sstable.Mutation;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a counter's cells come to. Each cell holds a context: one shard for each replica that ever
 * counted, with how much and, by a clock, up to when.
 *
 * <p>A context is a header and then shards of 32 bytes: the replica's id (16), clock (8), count
 * (8). The header is a number of entries (2, negative when local shards are local no more) and
 * entries of 2 bytes: the index of a local shard, or that of a global one plus {@link
 * Short#MIN_VALUE}. Shards that no entry names are remote ones.
 */
final class CounterShards {
  private static final int ID = 16;
  private static final int SHARD = 32;

  private enum Kind {
    REMOTE,
    LOCAL,
    GLOBAL
  }

  private record Shard(Kind kind, long clock, long count) {

    /** Of two shards of one replica: the better kind, then the later; local ones add up. */
    Shard merge(Shard other) {
      if (kind != other.kind) {
        return kind.compareTo(other.kind) > 0 ? this : other;
      }
      if (kind == Kind.LOCAL) {
        return new Shard(kind, clock + other.clock, count + other.count);
      }
      if (clock != other.clock) {
        return clock > other.clock ? this : other;
      }
      return count >= other.count ? this : other;
    }
  }

  private final Map<ByteBuffer, Shard> byReplica = new HashMap<>();

  private CounterShards() {}

  /**
   * The count of all cells together, as eight bytes, or null when it was deleted: a counter's
   * tombstone takes every cell beside it, whatever their times.
   *
   * @param cells those that no deletion around them takes away; at least one
   */
  static byte[] total(List<Mutation> cells) {
    CounterShards shards = new CounterShards();
    for (Mutation cell : cells) {
      if (cell.value() == null) {
        return null;
      }
      shards.add(ByteBuffer.wrap(cell.value()));
    }
    long total = shards.byReplica.values().stream().mapToLong(Shard::count).sum();
    return ByteBuffer.allocate(Long.BYTES).putLong(total).array();
  }

  private void add(ByteBuffer context) {
    short entries = context.getShort();
    Map<Integer, Kind> kinds = new HashMap<>();
    for (int i = 0; i < Math.abs(entries); i++) {
      short entry = context.getShort();
      if (entry < 0) {
        kinds.put(entry - Short.MIN_VALUE, Kind.GLOBAL);
      } else if (entries > 0) {
        kinds.put((int) entry, Kind.LOCAL);
      }
    }
    for (int index = 0; context.remaining() >= SHARD; index++) {
      byte[] id = new byte[ID];
      context.get(id);
      Shard shard =
          new Shard(kinds.getOrDefault(index, Kind.REMOTE), context.getLong(), context.getLong());
      byReplica.merge(ByteBuffer.wrap(id), shard, Shard::merge);
    }
    if (context.hasRemaining()) {
      throw new IllegalArgumentException(
          "A counter context with " + context.remaining() + " bytes after its last shard");
    }
  }
}

package io.pointsman.sstable;

import java.io.Serializable;
import java.util.List;

/**
 * A part of one Cassandra partition that is too large for one task, cut out by its rows: those from
 * one clustering up to, and without, another one. The parts of a partition hold all of its rows,
 * each once.
 *
 * @param key as Cassandra serializes it
 * @param from values of the first clustering columns, in native serialization; empty for the
 *     partition's beginning. The part that begins there also has what the partition has beside its
 *     rows: its static row when it has no other, and other partitions of the same token
 * @param to the same of the first rows that are not in it any more; empty for the partition's end
 */
public record PartitionCut(byte[] key, List<byte[]> from, List<byte[]> to) implements Serializable {
  public PartitionCut {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  /** Whether it is the partition's first part. */
  boolean isFirst() {
    return from.isEmpty();
  }
}

package io.pointsman.sstable;

import java.util.List;

/**
 * A Cassandra partition that is too large for one task.
 *
 * @param key as Cassandra serializes it
 * @param token of the key
 * @param bytes of it in the data files of all SSTables that hold much of it, as stored, about
 * @param cuts its parts, in clustering order; together all of it
 */
public record WidePartition(byte[] key, long token, long bytes, List<PartitionCut> cuts) {
  public WidePartition {
    cuts = List.copyOf(cuts);
  }
}

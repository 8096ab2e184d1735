package io.pointsman.source;

import io.pointsman.backup.Backup;
import io.pointsman.source.TokenRanges.TokenRange;
import io.pointsman.sstable.PartitionCut;
import io.pointsman.sstable.TokenSpan;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one Spark task reads.
 *
 * @param range the tokens that count
 * @param keys the Cassandra partitions that are looked up, serialized, each once; null for all
 * @param cut the part of one Cassandra partition that is read; null for whole partitions
 * @param sstables that may have something for it
 * @param spans where their partitions lie, in the same order; empty when that is not known
 */
record Split(
    TokenRange range,
    List<byte[]> keys,
    PartitionCut cut,
    List<Backup.SSTable> sstables,
    List<TokenSpan> spans)
    implements InputPartition {
  Split {
    keys = keys == null ? null : List.copyOf(keys);
    sstables = List.copyOf(sstables);
    spans = List.copyOf(spans);
  }
}

package io.pointsman.source;

import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one Spark task reads. */
sealed interface Split extends InputPartition permits TokenRanges.TokenRange, Split.Keys {

  /**
   * Cassandra partitions that are looked up.
   *
   * @param keys serialized, each once
   * @param within the tokens that count
   */
  record Keys(List<byte[]> keys, TokenRanges.TokenRange within) implements Split {
    public Keys {
      keys = List.copyOf(keys);
    }
  }
}

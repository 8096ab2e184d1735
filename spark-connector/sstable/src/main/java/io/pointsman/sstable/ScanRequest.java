package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * What to read.
 *
 * @param schemaCql the schema text that came with the backup
 * @param keyspace unquoted
 * @param table unquoted
 * @param sstables all SSTables of all replicas that may hold rows of the range
 * @param startExclusive first token of the range, exclusive; {@link Long#MIN_VALUE} is the ring's
 *     beginning
 * @param endInclusive last token of the range; {@link Long#MAX_VALUE} is the ring's end
 * @param referenceTime what TTLs and tombstones are judged at, to the second
 * @param spans where the partitions of each SSTable lie, in the order of the SSTables; empty when
 *     that is not known
 * @param columns unquoted names in the order they are asked for, or empty for all in the order of
 *     {@link io.pointsman.backup.TableSchema}
 */
public record ScanRequest(
    String schemaCql,
    String keyspace,
    String table,
    List<Backup.SSTable> sstables,
    List<TokenSpan> spans,
    long startExclusive,
    long endInclusive,
    Instant referenceTime,
    List<String> columns)
    implements Serializable {
  public ScanRequest {
    sstables = List.copyOf(sstables);
    spans = List.copyOf(spans);
    columns = List.copyOf(columns);
    if (!spans.isEmpty() && spans.size() != sstables.size()) {
      throw new IllegalArgumentException(
          "There are " + sstables.size() + " SSTables, and spans of " + spans.size());
    }
  }

  /** One of SSTables of which it is not known where their partitions lie. */
  public ScanRequest(
      String schemaCql,
      String keyspace,
      String table,
      List<Backup.SSTable> sstables,
      long startExclusive,
      long endInclusive,
      Instant referenceTime,
      List<String> columns) {
    this(
        schemaCql,
        keyspace,
        table,
        sstables,
        List.of(),
        startExclusive,
        endInclusive,
        referenceTime,
        columns);
  }

  TokenSpan span(int sstable) {
    return spans.isEmpty() ? TokenSpan.UNKNOWN : spans.get(sstable);
  }
}

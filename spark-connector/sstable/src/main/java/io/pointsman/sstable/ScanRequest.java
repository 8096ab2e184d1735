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
 * @param columns unquoted names in the order they are asked for, or empty for all in the order of
 *     {@link io.pointsman.backup.TableSchema}
 */
public record ScanRequest(
    String schemaCql,
    String keyspace,
    String table,
    List<Backup.SSTable> sstables,
    long startExclusive,
    long endInclusive,
    Instant referenceTime,
    List<String> columns)
    implements Serializable {
  public ScanRequest {
    sstables = List.copyOf(sstables);
    columns = List.copyOf(columns);
  }
}

package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.cassandra.db.SerializationHeader;
import org.apache.cassandra.db.marshal.AbstractType;
import org.apache.cassandra.db.marshal.UTF8Type;
import org.apache.cassandra.io.sstable.format.StatsComponent;
import org.apache.cassandra.io.sstable.metadata.MetadataType;
import org.apache.cassandra.io.sstable.metadata.StatsMetadata;

/**
 * What an SSTable says of itself in {@code Statistics.db}: nothing else of it is read.
 *
 * @param partitions how many Cassandra partitions it holds, estimated
 * @param rows how many rows; -1 when its format does not say
 * @param cells how many cells, estimated
 * @param expiredCells cells that are tombstones, or whose TTL had run out at the time that was
 *     asked for, estimated
 * @param longestTtlSeconds 0 when no cell has a TTL
 * @param largestPartitionBytes uncompressed, estimated, at most a fifth too much
 * @param columns names of the static and regular columns that it holds
 */
public record SSTableStatistics(
    long partitions,
    long rows,
    long cells,
    long expiredCells,
    int longestTtlSeconds,
    long largestPartitionBytes,
    Set<String> columns) {
  public SSTableStatistics {
    columns = Set.copyOf(columns);
  }

  /**
   * Reads one SSTable's.
   *
   * @param at what TTLs are judged at
   * @throws CorruptBackupException when the object is damaged; it names it
   * @throws java.nio.file.NoSuchFileException when it is gone
   */
  public static SSTableStatistics read(ObjectStore store, Backup.SSTable sstable, Instant at)
      throws IOException {
    CassandraRuntime.startReading();
    ObjectSource source = new ObjectSource.InStore(store);
    try (Mount mount = new Mount(source, ReadSettings.defaults(), List.of(sstable))) {
      try {
        StatsComponent component =
            StatsComponent.load(
                OpenSSTable.descriptor(mount.directoryOf(0), sstable),
                MetadataType.STATS,
                MetadataType.HEADER);
        return of(component.statsMetadata(), component.serializationHeader(), at);
      } catch (RuntimeException | Error e) {
        throw ReadFailure.of(e, mount, 0);
      }
    } finally {
      source.close();
    }
  }

  private static SSTableStatistics of(
      StatsMetadata stats, SerializationHeader.Component header, Instant at) {
    long partitions = stats.estimatedPartitionSize.count();
    long cells = partitions * stats.estimatedCellPerPartitionCount.mean();
    long expired = Math.round(stats.getDroppableTombstonesBefore(at.getEpochSecond()));
    Set<String> columns = new TreeSet<>();
    addNames(header.getStaticColumns(), columns);
    addNames(header.getRegularColumns(), columns);
    return new SSTableStatistics(
        partitions,
        stats.totalRows > 0 ? stats.totalRows : -1,
        cells,
        expired,
        stats.maxTTL,
        partitions == 0 ? 0 : stats.estimatedPartitionSize.max(),
        columns);
  }

  private static void addNames(Map<ByteBuffer, AbstractType<?>> columns, Set<String> names) {
    columns.keySet().forEach(name -> names.add(UTF8Type.instance.getString(name)));
  }
}

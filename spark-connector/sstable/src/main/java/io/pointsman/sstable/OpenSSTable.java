package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.TokenSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.filter.ColumnFilter;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.dht.Murmur3Partitioner.LongToken;
import org.apache.cassandra.dht.Range;
import org.apache.cassandra.dht.Token;
import org.apache.cassandra.io.sstable.Component;
import org.apache.cassandra.io.sstable.Descriptor;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.util.File;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.schema.TableMetadataRef;

/** One mounted SSTable, opened by Cassandra's own reader. */
final class OpenSSTable implements AutoCloseable {
  private static final int SMALL_INDEX = 256 << 10;

  private final Mount mount;
  private final int index;
  private final Backup.SSTable sstable;
  private final SSTableReader reader;
  private final CellBounds bounds;
  private long partitionsRead;

  private OpenSSTable(Mount mount, int index, Backup.SSTable sstable, SSTableReader reader) {
    this.mount = mount;
    this.index = index;
    this.sstable = sstable;
    this.reader = reader;
    this.bounds = CellBounds.of(reader);
  }

  static OpenSSTable open(Mount mount, int index, Backup.SSTable sstable, TableMetadata table)
      throws IOException {
    try {
      return new OpenSSTable(
          mount,
          index,
          sstable,
          reader(mount, index, sstable, TableMetadataRef.forOfflineTools(table)));
    } catch (IOException | RuntimeException | Error e) {
      throw ReadFailure.of(e, mount, index);
    }
  }

  static Descriptor descriptor(String directory, Backup.SSTable sstable) {
    File data = new File(directory + "/" + sstable.descriptor() + "-Data.db");
    return Descriptor.fromFileWithComponent(data, sstable.keyspace(), sstable.table()).left;
  }

  private static SSTableReader reader(
      Mount mount, int index, Backup.SSTable sstable, TableMetadataRef table) throws IOException {
    Descriptor descriptor = descriptor(mount.directoryOf(index), sstable);
    checkFiles(mount, index, sstable, descriptor);
    MountedFile summary = mount.file(index, sstable.descriptor() + "-Summary.db");
    MountedFile primaryIndex = mount.file(index, sstable.descriptor() + "-Index.db");
    boolean useSummary =
        summary != null
            && primaryIndex != null
            && SummaryCheck.isSound(summary, primaryIndex.size());
    Set<Component> components = new HashSet<>();
    String prefix = sstable.descriptor() + "-";
    for (Backup.Component component : sstable.components()) {
      String fileName = component.fileName();
      if (mount.file(index, fileName) != null
          && fileName.startsWith(prefix)
          && (useSummary || !fileName.endsWith("-Summary.db"))) {
        components.add(
            Component.parse(fileName.substring(prefix.length()), descriptor.getFormat()));
      }
    }
    return SSTableReader.open(null, descriptor, components, table, false, true);
  }

  /** What Cassandra would believe, and take memory for, before it has seen that it is right. */
  private static void checkFiles(
      Mount mount, int index, Backup.SSTable sstable, Descriptor descriptor) throws IOException {
    String prefix = sstable.descriptor() + "-";
    MountedFile data = mount.file(index, prefix + "Data.db");
    MountedFile statistics = mount.file(index, prefix + "Statistics.db");
    if (data == null || statistics == null) {
      String missing = data == null ? "Data.db" : "Statistics.db";
      throw new CorruptBackupException(
          mount.describe(index), "its " + missing + " is missing", null);
    }
    MountedFile compression = mount.file(index, prefix + "CompressionInfo.db");
    if (compression != null) {
      CompressionInfoCheck.check(compression, data, descriptor.version);
    } else if (data.checksums() == null) {
      throw new CorruptBackupException(
          data.name(), "neither CompressionInfo.db nor CRC.db is there to check it by", null);
    } else {
      data.checksums().checkLength();
    }
    MountedFile partitions = mount.file(index, prefix + "Partitions.db");
    if (partitions != null && partitions.size() <= SMALL_INDEX) {
      // It is looked at more than once.
      partitions.keep();
    }
    if (!descriptor.version.hasMetadataChecksum()) {
      StatisticsCheck.check(statistics, descriptor.version);
    }
  }

  SSTableReader reader() {
    return reader;
  }

  /** What its cells are held against, or null when that is not needed. */
  CellBounds bounds() {
    return bounds;
  }

  /** The tokens of which its rows count. */
  TokenSet owned() {
    return sstable.owned();
  }

  /** The node it came from. */
  String node() {
    return sstable.node();
  }

  /**
   * The partitions in {@code (startExclusive, endInclusive]}, in token order.
   *
   * @param columns whose values are wanted, or null for all
   */
  PartitionScanner scan(long startExclusive, long endInclusive, ColumnFilter columns)
      throws IOException {
    try {
      Range<Token> range = new Range<>(new LongToken(startExclusive), new LongToken(endInclusive));
      return scan(Stretch.of(range, PartitionPlaces.of(reader, range)), columns);
    } catch (IOException | RuntimeException | Error e) {
      throw failure(e);
    }
  }

  /**
   * The partitions that are looked up, as far as they are in it.
   *
   * <p>Neither Bloom filter nor index has a checksum. That a key is there is seen in the data,
   * which has; that it is not there is believed when both say so. Where the index alone says so,
   * the data around the key's place is read: its neighbours lie there one after the other, or it is
   * found between them.
   */
  UnfilteredPartitionIterator scan(PartitionLookup lookup, ColumnFilter columns)
      throws IOException {
    try (KeyFilter filter = KeyFilter.load(mount, index, sstable, lookup.keys().size())) {
      Set<Long> doubtful = new HashSet<>();
      for (DecoratedKey key : lookup.keys()) {
        if (!filter.saysAbsent(key)) {
          doubtful.add(PartitionLookup.token(key));
        }
      }
      List<Stretch> stretches = new ArrayList<>();
      for (Map.Entry<Long, Integer> each : lookup.tokens().entrySet()) {
        long token = each.getKey();
        Stretch found = PartitionPlaces.at(reader, token, each.getValue() == 1);
        if (found == null && doubtful.contains(token)) {
          found = PartitionPlaces.around(reader, token);
        }
        if (found != null) {
          stretches.add(found);
        }
      }
      return new WantedPartitions(scan(Stretch.joined(stretches), columns), lookup);
    } catch (IOException | RuntimeException | Error e) {
      throw failure(e);
    }
  }

  private PartitionScanner scan(List<Stretch> stretches, ColumnFilter columns) {
    mount
        .file(index, sstable.descriptor() + "-Data.db")
        .plan(stretches.stream().map(this::stored).toList());
    return new PartitionScanner(this, columns, stretches);
  }

  /** The bytes of the data file that hold a stretch, and the first key after it. */
  private PlannedReads.Interval stored(Stretch stretch) {
    if (!reader.compression) {
      return new PlannedReads.Interval(stretch.from(), stretch.to());
    }
    long last = Math.min(stretch.to(), reader.uncompressedLength() - 1);
    return new PlannedReads.Interval(
        reader.getCompressionMetadata().chunkFor(stretch.from()).offset,
        reader.getCompressionMetadata().chunkFor(last).chunkEnd());
  }

  void countPartition() {
    partitionsRead++;
  }

  long partitionsRead() {
    return partitionsRead;
  }

  /** Its data object, by its full name. */
  String name() {
    return mount.describe(index);
  }

  /** What a failure while reading this SSTable means. */
  IOException failure(Throwable failure) {
    return ReadFailure.of(failure, mount, index);
  }

  @Override
  public void close() {
    reader.selfRef().release();
  }
}

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
  private static final int SMALL_INDEX = 64 << 10;

  private final Mount mount;
  private final int index;
  private final Backup.SSTable sstable;
  private final SSTableReader reader;
  private final PrimaryIndex primaryIndex;
  private final PartitionPlaces places;
  private final CellBounds bounds;
  private long partitionsRead;

  private OpenSSTable(
      Mount mount,
      int index,
      Backup.SSTable sstable,
      SSTableReader reader,
      CellBounds bounds,
      PrimaryIndex primaryIndex) {
    this.mount = mount;
    this.index = index;
    this.sstable = sstable;
    this.reader = reader;
    this.primaryIndex = primaryIndex;
    this.places = new PartitionPlaces(reader, primaryIndex, mount.settings());
    this.bounds = bounds;
  }

  static OpenSSTable open(Mount mount, int index, Backup.SSTable sstable, TableMetadata table)
      throws IOException {
    SSTableReader reader = null;
    try {
      reader = reader(mount, index, sstable, TableMetadataRef.forOfflineTools(table));
      CellBounds bounds = CellBounds.of(reader);
      return new OpenSSTable(mount, index, sstable, reader, bounds, PrimaryIndex.of(reader));
    } catch (IOException | RuntimeException | Error e) {
      if (reader != null) {
        reader.selfRef().release();
      }
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
          && (useSummary || !fileName.endsWith("-Summary.db"))
          && !fileName.endsWith("-Partitions.db")) {
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

  /** All of the partitions in {@code (startExclusive, endInclusive]}, in token order. */
  PartitionScanner scan(long startExclusive, long endInclusive, ColumnFilter columns)
      throws IOException {
    return scan(startExclusive, endInclusive, TokenSpan.UNKNOWN, columns, null);
  }

  /**
   * The partitions in {@code (startExclusive, endInclusive]}, in token order.
   *
   * @param span where its partitions are said to lie
   * @param columns whose values are wanted, or null for all
   * @param window which rows, or null for all; one of a single partition when the range is that of
   *     its token
   */
  PartitionScanner scan(
      long startExclusive, long endInclusive, TokenSpan span, ColumnFilter columns, Window window)
      throws IOException {
    try {
      Range<Token> range = new Range<>(new LongToken(startExclusive), new LongToken(endInclusive));
      List<Stretch> stretches = Stretch.of(range, places.of(range));
      checkSpan(span, startExclusive, endInclusive, stretches);
      if (window != null && window.only() != null && !stretches.isEmpty()) {
        stretches = List.of(places.entered(stretches.get(0), window.only(), window));
      }
      return scan(stretches, columns, window);
    } catch (IOException | RuntimeException | Error e) {
      throw failure(e);
    }
  }

  /**
   * That other ranges do not read this SSTable follows from what it says of its first and last
   * partition. Where they are said to be, it is seen whether there are others beyond them.
   */
  private void checkSpan(
      TokenSpan span, long startExclusive, long endInclusive, List<Stretch> stretches)
      throws IOException {
    boolean begins = !stretches.isEmpty() && stretches.get(0).from() == 0;
    boolean ends =
        !stretches.isEmpty()
            && stretches.get(stretches.size() - 1).to() == reader.uncompressedLength();
    if ((span.beginsIn(startExclusive, endInclusive) && !begins)
        || (span.endsIn(startExclusive, endInclusive) && !ends)) {
      throw new IOException(
          "it is said to hold tokens %d to %d, and has others"
              .formatted(span.first(), span.last()));
    }
  }

  /**
   * The partitions that are looked up, as far as they are in it.
   *
   * <p>Neither Bloom filter nor index has a checksum. That a key is there is seen in the data,
   * which has; that it is not there is believed when both say so. Where the index alone says so,
   * the data around the key's place is read: its neighbours lie there one after the other, or it is
   * found between them.
   *
   * @param window which of their rows, or null for all
   */
  UnfilteredPartitionIterator scan(PartitionLookup lookup, ColumnFilter columns, Window window)
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
        Stretch found = places.at(token, each.getValue() == 1);
        if (found == null && doubtful.contains(token)) {
          found = places.around(token);
        } else if (found != null && window != null && found.onePartition()) {
          found = places.entered(found, lookup.keyOf(token), window);
        }
        if (found != null) {
          stretches.add(found);
        }
      }
      return new WantedPartitions(scan(Stretch.joined(stretches), columns, window), lookup);
    } catch (IOException | RuntimeException | Error e) {
      throw failure(e);
    }
  }

  private PartitionScanner scan(List<Stretch> stretches, ColumnFilter columns, Window window)
      throws IOException {
    mount
        .file(index, sstable.descriptor() + "-Data.db")
        .plan(
            stretches.stream()
                .flatMap(stretch -> stretch.likely().stream())
                .map(this::stored)
                .toList());
    return new PartitionScanner(this, columns, window, stretches);
  }

  /** The bytes of the data file that hold some of the uncompressed data, and the key after it. */
  private PlannedReads.Interval stored(PlannedReads.Interval part) {
    if (!reader.compression) {
      return part;
    }
    long last = Math.min(part.to(), reader.uncompressedLength() - 1);
    return new PlannedReads.Interval(
        reader.getCompressionMetadata().chunkFor(part.from()).offset,
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

  /** Where its partitions are, as far as its index is right. */
  PartitionPlaces places() {
    return places;
  }

  PrimaryIndex primaryIndex() {
    return primaryIndex;
  }

  @Override
  public void close() {
    primaryIndex.close();
    reader.selfRef().release();
  }
}

package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.TokenSet;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.cassandra.db.filter.ColumnFilter;
import org.apache.cassandra.dht.Murmur3Partitioner.LongToken;
import org.apache.cassandra.dht.Range;
import org.apache.cassandra.dht.Token;
import org.apache.cassandra.io.sstable.Component;
import org.apache.cassandra.io.sstable.Descriptor;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.sstable.format.SSTableReader.PartitionPositionBounds;
import org.apache.cassandra.io.util.File;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.schema.TableMetadataRef;

/** One mounted SSTable, opened by Cassandra's own reader. */
final class OpenSSTable implements AutoCloseable {
  private final Mount mount;
  private final int index;
  private final Backup.SSTable sstable;
  private final SSTableReader reader;

  private OpenSSTable(Mount mount, int index, Backup.SSTable sstable, SSTableReader reader) {
    this.mount = mount;
    this.index = index;
    this.sstable = sstable;
    this.reader = reader;
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
      if (fileName.startsWith(prefix) && (useSummary || !fileName.endsWith("-Summary.db"))) {
        components.add(
            Component.parse(fileName.substring(prefix.length()), descriptor.getFormat()));
      }
    }
    return SSTableReader.open(null, descriptor, components, table, false, true);
  }

  SSTableReader reader() {
    return reader;
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
      List<PartitionPositionBounds> bounds = PartitionPlaces.of(reader, range);
      planReads(bounds);
      return new PartitionScanner(this, columns, range, bounds);
    } catch (IOException | RuntimeException | Error e) {
      throw failure(e);
    }
  }

  private void planReads(List<PartitionPositionBounds> bounds) {
    if (bounds.isEmpty()) {
      return;
    }
    long from = bounds.get(0).lowerPosition;
    long to = bounds.get(bounds.size() - 1).upperPosition;
    if (reader.compression) {
      from = reader.getCompressionMetadata().chunkFor(from).offset;
      // The scanner looks at the first key after its range too.
      long last = Math.min(to, reader.uncompressedLength() - 1);
      to = reader.getCompressionMetadata().chunkFor(last).chunkEnd();
    }
    mount.file(index, sstable.descriptor() + "-Data.db").plan(from, to);
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

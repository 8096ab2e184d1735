package io.pointsman.sstable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.cassandra.db.ClusteringBound;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.rows.DeserializationHelper;
import org.apache.cassandra.io.sstable.SSTableSimpleIterator;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.util.FileDataInput;
import org.apache.cassandra.io.util.FileHandle;
import org.apache.cassandra.io.util.RandomAccessReader;

/**
 * A partition's row index in the trie-indexed format: a trie of what separates its blocks, in
 * {@code Rows.db} (Cassandra's {@code TrieIndexEntry}).
 */
final class TrieRowIndex implements RowIndex {
  private final SSTableReader reader;
  private final long partition;
  private final int count;
  private final TrieBlocks blocks;

  private TrieRowIndex(SSTableReader reader, long partition, int count, TrieBlocks blocks) {
    this.reader = reader;
    this.partition = partition;
    this.count = count;
    this.blocks = blocks;
  }

  static TrieRowIndex open(SSTableReader reader, FileHandle rows, PrimaryIndex.Entry partition)
      throws IOException {
    try (FileDataInput entry = rows.createReader(partition.rows())) {
      entry.readUnsignedVInt(); // the partition's position, which is known
      long root = entry.readVInt() + partition.rows();
      int count = entry.readUnsignedVInt32();
      if (root < 0 || root >= partition.rows() || count < 1) {
        throw new IOException("its Rows.db says that a partition has " + count + " blocks");
      }
      return new TrieRowIndex(
          reader,
          partition.position(),
          count,
          new TrieBlocks(rows, root, reader.descriptor.version));
    }
  }

  @Override
  public Entrance entrance(ClusteringBound<?> start) throws IOException {
    if (!blocks.toFloor(reader.metadata().comparator.asByteComparable(start))) {
      return null;
    }
    TrieBlocks.Block block = blocks.block();
    if (!blocks.toPrevious()) {
      return null;
    }
    TrieBlocks.Block before = blocks.block();
    // The first of all begins after the partition's header, which is read anyway.
    return blocks.toPrevious()
        ? new Entrance(
            partition + before.offset(), before.open(), partition + block.offset(), block.open())
        : null;
  }

  @Override
  public long likelyEnd(ClusteringBound<?> end) throws IOException {
    return blocks.toFloor(reader.metadata().comparator.asByteComparable(end)) && blocks.toNext()
        ? partition + blocks.block().offset()
        : -1;
  }

  @Override
  public List<Place> places(int wanted) throws IOException {
    List<Place> places = new ArrayList<>();
    // The last separator is that of the partition's end.
    long seen = 0;
    for (boolean more = blocks.toFirst(); more && seen <= count; more = blocks.toNext()) {
      boolean isWanted = seen * (wanted + 1) / count > places.size();
      Place place =
          isWanted && seen > 0 && seen < count && places.size() < wanted
              ? place(blocks.block().offset())
              : null;
      if (place != null) {
        places.add(place);
      }
      seen++;
    }
    return places;
  }

  /**
   * Separators are cut short, so the row itself is looked at. There is none where all that is left
   * of the partition's rows are columns that were dropped since.
   */
  private Place place(long offset) throws IOException {
    try (RandomAccessReader data = reader.openDataReader()) {
      data.seek(partition + offset);
      DeserializationHelper helper =
          new DeserializationHelper(
              reader.metadata(),
              reader.descriptor.version.correspondingMessagingVersion(),
              DeserializationHelper.Flag.LOCAL,
              null);
      SSTableSimpleIterator rows =
          SSTableSimpleIterator.create(
              reader.metadata(), data, reader.header, helper, DeletionTime.LIVE);
      return rows.hasNext()
          ? new Place(PromotedRowIndex.values(rows.next().clustering()), offset)
          : null;
    }
  }

  @Override
  public void close() {
    blocks.close();
  }
}

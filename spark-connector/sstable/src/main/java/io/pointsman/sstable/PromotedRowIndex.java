package io.pointsman.sstable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.cassandra.db.ClusteringBound;
import org.apache.cassandra.db.ClusteringPrefix;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.io.sstable.IndexInfo;
import org.apache.cassandra.io.sstable.format.big.BigTableReader;
import org.apache.cassandra.io.util.DataInputBuffer;
import org.apache.cassandra.io.util.RandomAccessReader;

/**
 * A partition's row index in the big format: after the partition's entry in {@code Index.db}, one
 * entry a block, then their offsets (Cassandra's {@code RowIndexEntry}). Entries are looked at one
 * by one: a wide partition's index may be large itself.
 */
final class PromotedRowIndex implements RowIndex {
  private static final int LARGEST_ENTRY = 1 << 20;

  private final BigTableReader reader;
  private final RandomAccessReader index;
  private final IndexInfo.Serializer serializer;
  private final long partition;
  private final long entries;
  private final int[] offsets;
  private final int bytes;

  private PromotedRowIndex(
      BigTableReader reader,
      RandomAccessReader index,
      long partition,
      long entries,
      int[] offsets,
      int bytes) {
    this.reader = reader;
    this.index = index;
    this.serializer = IndexInfo.serializer(reader.descriptor.version, reader.header);
    this.partition = partition;
    this.entries = entries;
    this.offsets = offsets;
    this.bytes = bytes;
  }

  static PromotedRowIndex open(BigTableReader reader, PrimaryIndex.Entry partition)
      throws IOException {
    RandomAccessReader index = reader.openIndexReader();
    try {
      index.seek(partition.rows());
      long end = partition.rows() + partition.rowsBytes();
      index.readUnsignedVInt(); // how long the partition's header is: it is read itself
      DeletionTime.getSerializer(reader.descriptor.version).skip(index);
      int count = index.readUnsignedVInt32();
      long entries = index.getFilePointer();
      long offsetsAt = end - (long) count * Integer.BYTES;
      if (count < 1 || offsetsAt <= entries || end > index.length()) {
        throw new IOException("its Index.db says that a partition has " + count + " blocks");
      }
      int bytes = (int) (offsetsAt - entries);
      int[] offsets = new int[count];
      index.seek(offsetsAt);
      for (int i = 0; i < count; i++) {
        offsets[i] = index.readInt();
        if (offsets[i] >= bytes || (i == 0 ? offsets[i] != 0 : offsets[i] <= offsets[i - 1])) {
          throw new IOException("its Index.db says that a partition's blocks are out of order");
        }
      }
      return new PromotedRowIndex(reader, index, partition.position(), entries, offsets, bytes);
    } catch (IOException | RuntimeException | Error e) {
      index.close();
      throw e;
    }
  }

  /** The entry of a block; it is as long as the offsets say, or damaged. */
  private IndexInfo block(int number) throws IOException {
    int to = number + 1 < offsets.length ? offsets[number + 1] : bytes;
    int length = to - offsets[number];
    if (length > LARGEST_ENTRY) {
      throw new IOException("its Index.db has a block whose entry has " + length + " bytes");
    }
    byte[] content = new byte[length];
    index.seek(entries + offsets[number]);
    index.readFully(content);
    try (DataInputBuffer whole = new DataInputBuffer(content)) {
      // Cassandra takes memory for a value before it sees that it is not there.
      serializer.skip(whole);
      if (whole.available() > 0) {
        throw new EOFException("it goes on");
      }
    } catch (EOFException e) {
      throw new IOException("its Index.db has a block's entry that is not as long as it says", e);
    }
    try (DataInputBuffer entry = new DataInputBuffer(content)) {
      return serializer.deserialize(entry);
    }
  }

  @Override
  public Entrance entrance(ClusteringBound<?> start) throws IOException {
    int last = firstFrom(start) - 1;
    if (last < 2) {
      return null;
    }
    IndexInfo before = block(last - 1);
    return new Entrance(
        partition + before.offset,
        Entrance.open(block(last - 2).endOpenMarker),
        partition + block(last).offset,
        Entrance.open(before.endOpenMarker));
  }

  @Override
  public long likelyEnd(ClusteringBound<?> end) throws IOException {
    int after = firstFrom(end);
    return after < offsets.length ? partition + block(after).offset : -1;
  }

  /** The first block that begins after a bound. */
  private int firstFrom(ClusteringBound<?> bound) throws IOException {
    int low = 0;
    int high = offsets.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (reader.metadata().comparator.compare(block(middle).firstName, bound) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public List<Place> places(int count) throws IOException {
    List<Place> places = new ArrayList<>();
    int last = 0;
    for (int i = 1; i <= count; i++) {
      int number = (int) ((long) offsets.length * i / (count + 1));
      if (number > last) {
        last = number;
        IndexInfo block = block(number);
        places.add(new Place(values(block.firstName), block.offset));
      }
    }
    return places;
  }

  static List<ByteBuffer> values(ClusteringPrefix<?> clustering) {
    List<ByteBuffer> values = new ArrayList<>();
    for (int i = 0; i < clustering.size(); i++) {
      ByteBuffer value = clustering.bufferAt(i);
      if (value == null) {
        // Only tables of COMPACT STORAGE have them; what is before it is enough.
        break;
      }
      values.add(value);
    }
    return values;
  }

  @Override
  public void close() {
    index.close();
  }
}

package io.pointsman.sstable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.cassandra.io.sstable.format.Version;
import org.apache.cassandra.io.sstable.metadata.MetadataType;
import org.apache.cassandra.io.util.DataInputBuffer;

/**
 * Whether the numbers in a {@code Statistics.db} of Cassandra 3 fit into it. From 4.0 on the file
 * has checksums; before, Cassandra takes as much memory as the file says (its {@code
 * MetadataSerializer}, {@code StatsMetadata} and {@code SerializationHeader}). What it says of
 * times is held against the data by {@link CellBounds}.
 */
final class StatisticsCheck {
  private static final int LARGEST = 64 << 20;
  private static final int POSITION_BYTES = Long.BYTES + Integer.BYTES;
  private static final int BUCKET_BYTES = 2 * Long.BYTES;

  private final MountedFile file;
  private final Version version;

  private StatisticsCheck(MountedFile file, Version version) {
    this.file = file;
    this.version = version;
  }

  /**
   * Looks at what is read of it.
   *
   * @throws CorruptBackupException when it cannot be what was written
   */
  static void check(MountedFile file, Version version) throws IOException {
    StatisticsCheck check = new StatisticsCheck(file, version);
    if (file.size() > LARGEST) {
      throw check.damaged("it has " + file.size() + " bytes");
    }
    try {
      check.check(ByteBuffer.wrap(file.keep()));
    } catch (EOFException e) {
      throw check.damaged("one of its parts ends too early");
    }
  }

  private void check(ByteBuffer content) throws IOException {
    MetadataType[] types = MetadataType.values();
    int count = content.limit() < Integer.BYTES ? 0 : content.getInt(0);
    if (count != types.length || content.limit() < Integer.BYTES * (1 + 2 * count)) {
      throw damaged("it is said to have " + count + " parts");
    }
    for (int i = 0; i < count; i++) {
      int type = content.getInt(Integer.BYTES * (1 + 2 * i));
      int from = content.getInt(Integer.BYTES * (2 + 2 * i));
      int to = i + 1 < count ? content.getInt(Integer.BYTES * (4 + 2 * i)) : content.limit();
      if (type != i
          || from < Integer.BYTES * (1 + 2 * count)
          || to < from
          || to > content.limit()) {
        throw damaged(
            "its part %d is said to be of type %d, from %d to %d".formatted(i, type, from, to));
      }
      ByteBuffer part = content.duplicate().position(from).limit(to);
      try (DataInputBuffer in = new DataInputBuffer(part, false)) {
        switch (types[type]) {
          case STATS -> checkStatistics(in);
          case HEADER -> checkHeader(in);
          case VALIDATION, COMPACTION -> {}
        }
      }
    }
  }

  private void checkStatistics(DataInputBuffer in) throws IOException {
    skip(in, counted(in, in.readInt(), BUCKET_BYTES));
    skip(in, counted(in, in.readInt(), BUCKET_BYTES));
    // Commit log position, times, TTLs and the compression ratio.
    skip(in, POSITION_BYTES + 2 * Long.BYTES + 4 * Integer.BYTES + Double.BYTES);
    skip(in, Integer.BYTES);
    skip(in, counted(in, in.readInt(), BUCKET_BYTES));
    // Level and time of repair.
    skip(in, Integer.BYTES + Long.BYTES);
    if (version.hasLegacyMinMax()) {
      for (int side = 0; side < 2; side++) {
        int values = in.readInt();
        counted(in, values, Short.BYTES);
        for (int i = 0; i < values; i++) {
          skip(in, in.readUnsignedShort());
        }
      }
    }
  }

  private void checkHeader(DataInputBuffer in) throws IOException {
    for (int base = 0; base < 3; base++) {
      in.readUnsignedVInt();
    }
    skip(in, in.readUnsignedVInt());
    long clusteringTypes = counted(in, in.readUnsignedVInt(), 1);
    for (long i = 0; i < clusteringTypes; i++) {
      skip(in, in.readUnsignedVInt());
    }
    for (int kind = 0; kind < 2; kind++) {
      long columns = counted(in, in.readUnsignedVInt(), 2) / 2;
      for (long i = 0; i < columns; i++) {
        skip(in, in.readUnsignedVInt());
        skip(in, in.readUnsignedVInt());
      }
    }
    if (in.available() > 0) {
      throw damaged("its columns end " + in.available() + " bytes early");
    }
  }

  /** The bytes of so many entries, of at least that many bytes each. */
  private long counted(DataInputBuffer in, long count, int bytes) throws IOException {
    if (count < 0 || count > in.available() / bytes) {
      throw damaged("it is said to hold " + count + " entries in " + in.available() + " bytes");
    }
    return count * bytes;
  }

  private void skip(DataInputBuffer in, long bytes) throws IOException {
    if (bytes < 0 || bytes > in.available()) {
      throw damaged("it is said to go on for " + bytes + " bytes, and has " + in.available());
    }
    in.skipBytesFully((int) bytes);
  }

  private CorruptBackupException damaged(String problem) {
    return new CorruptBackupException(file.name(), problem, null);
  }
}

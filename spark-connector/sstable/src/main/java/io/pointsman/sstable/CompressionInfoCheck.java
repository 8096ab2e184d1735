package io.pointsman.sstable;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.cassandra.io.compress.SnappyCompressor;
import org.apache.cassandra.io.compress.SnappyWithBounds;
import org.apache.cassandra.io.sstable.format.Version;

/**
 * Whether a {@code CompressionInfo.db} fits its data file (Cassandra's {@code
 * CompressionMetadata.Writer}). The file has no checksum, and Cassandra takes buffers as large as
 * it says, cuts the data where it says, and ends it where it says. So its numbers are looked at
 * first, and held against the data's length.
 */
final class CompressionInfoCheck {
  /** Larger chunks are possible, and nobody has them; a buffer of that size is taken a thread. */
  private static final int LARGEST_CHUNK = 1 << 24;

  private static final String SNAPPY = SnappyCompressor.class.getSimpleName();
  private static final String SNAPPY_WITH_BOUNDS = SnappyWithBounds.class.getSimpleName();

  /** Cassandra would load a class of any name that stands there. */
  private static final List<String> COMPRESSORS =
      List.of("LZ4Compressor", SNAPPY, "DeflateCompressor", "ZstdCompressor", "NoopCompressor");

  private static final int MOST_OPTIONS = 64;
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int SMALLEST_CHUNK = CHECKSUM_BYTES + 1;

  /** What any of the compressors makes of nothing, and its checksum: at most 17 bytes. */
  private static final int LARGEST_EMPTY_CHUNK = 32;

  /** Up to here it is fetched once for this check and for Cassandra. */
  private static final int SMALL = 1 << 20;

  private final MountedFile info;
  private final MountedFile data;

  private CompressionInfoCheck(MountedFile info, MountedFile data) {
    this.info = info;
    this.data = data;
  }

  /**
   * Looks at all of it, and has Snappy's chunks read by {@link SnappyWithBounds}.
   *
   * @throws CorruptBackupException when it cannot be what was written for this data file
   */
  static void check(MountedFile info, MountedFile data, Version version) throws IOException {
    CompressionInfoCheck check = new CompressionInfoCheck(info, data);
    try (DataInputStream in = new DataInputStream(check.open())) {
      if (check.check(in, version.hasMaxCompressedLength()).equals(SNAPPY)) {
        info.replace(Short.BYTES, SNAPPY_WITH_BOUNDS.getBytes(US_ASCII));
      }
    } catch (EOFException e) {
      throw check.damaged("it ends too early");
    } catch (UTFDataFormatException e) {
      throw check.damaged("its compressor has no name");
    }
  }

  private InputStream open() throws IOException {
    return info.size() <= SMALL
        ? new ByteArrayInputStream(info.keep())
        : new BufferedInputStream(Channels.newInputStream(info.open()), SMALL);
  }

  /** The compressor's name. */
  private String check(DataInputStream in, boolean hasMaxCompressedLength) throws IOException {
    long header = Short.BYTES + 3L * Integer.BYTES + Long.BYTES;
    String compressor = in.readUTF();
    if (!COMPRESSORS.contains(compressor)) {
      throw damaged("its compressor '" + compressor + "' is none of " + COMPRESSORS);
    }
    header += compressor.length();
    int options = in.readInt();
    if (options < 0 || options > MOST_OPTIONS) {
      throw damaged("its compressor is said to have " + options + " options");
    }
    for (int i = 0; i < 2 * options; i++) {
      // Names and values are ASCII, a byte a character: another length does not fit below.
      header += Short.BYTES + in.readUTF().length();
    }
    int chunkLength = in.readInt();
    if (chunkLength <= 0 || chunkLength > LARGEST_CHUNK || Integer.bitCount(chunkLength) != 1) {
      throw damaged("its chunks are said to have " + chunkLength + " bytes");
    }
    long mostStored = 2L * chunkLength + 1024;
    if (hasMaxCompressedLength) {
      header += Integer.BYTES;
      // What would be longer compressed is stored as it is.
      int maxCompressedLength = in.readInt();
      if (maxCompressedLength < 0) {
        throw damaged("it allows " + maxCompressedLength + " bytes a compressed chunk");
      }
    }
    long length = in.readLong();
    int chunks = in.readInt();
    long needed = (length + chunkLength - 1) / chunkLength;
    // A compaction opens its result before it is finished: the last flush then finds nothing more
    // to write, and writes that as a chunk.
    boolean emptyChunk = chunks == needed + 1;
    if (length <= 0 || (chunks != needed && !emptyChunk)) {
      throw damaged(chunks + " chunks of " + chunkLength + " bytes do not hold " + length);
    }
    if (header + (long) Long.BYTES * chunks != info.size()) {
      throw damaged(
          "it has " + info.size() + " bytes and is said to tell of " + chunks + " chunks");
    }
    checkOffsets(in, chunks, mostStored, emptyChunk);
    return compressor;
  }

  private void checkOffsets(DataInputStream in, int chunks, long mostStored, boolean lastIsEmpty)
      throws IOException {
    long begin = in.readLong();
    if (begin != 0) {
      throw damaged("its first chunk begins at " + begin);
    }
    for (int chunk = 1; chunk <= chunks; chunk++) {
      long end = chunk == chunks ? data.size() : in.readLong();
      boolean empty = lastIsEmpty && chunk == chunks;
      long least = empty ? CHECKSUM_BYTES : SMALLEST_CHUNK;
      long most = empty ? LARGEST_EMPTY_CHUNK : mostStored + CHECKSUM_BYTES;
      if (end - begin < least || end - begin > most) {
        throw damaged(
            "chunk %d is said to lie from %d to %d of %d bytes"
                .formatted(chunk - 1, begin, end, data.size()));
      }
      begin = end;
    }
  }

  private CorruptBackupException damaged(String problem) {
    return new CorruptBackupException(info.name(), problem, null);
  }
}

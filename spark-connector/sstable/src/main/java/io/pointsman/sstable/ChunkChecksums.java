package io.pointsman.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The checksums of a data file that is not compressed: its {@code CRC.db}, a chunk length and then
 * a CRC-32 for each chunk (Cassandra's {@code ChecksumWriter}). Cassandra itself looks at them only
 * when it verifies; here every byte that is read is checked, as those of compressed files are.
 */
final class ChunkChecksums {
  private static final int LARGEST_CHUNK = 1 << 24;
  private static final int SMALLEST_CHUNK = 512;

  private final MountedFile data;
  private final MountedFile checksums;
  private int chunkLength;
  private ByteBuffer all;

  /**
   * @param data the data file
   * @param checksums its CRC.db
   */
  ChunkChecksums(MountedFile data, MountedFile checksums) {
    this.data = data;
    this.checksums = checksums;
  }

  /**
   * Checks that there is one for each chunk: a file that was cut off between two of them would look
   * whole otherwise.
   */
  void checkLength() throws IOException {
    load();
    long chunks = (data.size() + chunkLength - 1) / chunkLength;
    long known = all.limit() / Integer.BYTES - 1;
    // A compaction opens its result before it is finished: the last flush then finds nothing more
    // to write, and writes down the checksum of that.
    boolean ofNothing = known == chunks + 1 && all.getInt(all.limit() - Integer.BYTES) == 0;
    if (all.limit() % Integer.BYTES != 0 || (known != chunks && !ofNothing)) {
      throw new CorruptBackupException(
          data.name(),
          "it has %d chunks of %d bytes, and %s has the checksums of %d"
              .formatted(chunks, chunkLength, checksums.name(), known),
          null);
    }
  }

  /** The beginning of the chunk that holds the byte at {@code position}. */
  long chunkStart(long position) throws IOException {
    load();
    return position - position % chunkLength;
  }

  /** The end of the chunk that holds the byte before {@code end}. */
  long chunkEnd(long end) throws IOException {
    load();
    return Math.min(data.size(), chunkStart(end - 1) + chunkLength);
  }

  /** Checks whole chunks, from {@code position}. */
  void check(long position, byte[] bytes, int length) throws IOException {
    CRC32 crc = new CRC32();
    for (int offset = 0; offset < length; offset += chunkLength) {
      crc.reset();
      crc.update(bytes, offset, Math.min(chunkLength, length - offset));
      long chunk = (position + offset) / chunkLength;
      long place = Integer.BYTES * (chunk + 1);
      if (place + Integer.BYTES > all.limit() || all.getInt((int) place) != (int) crc.getValue()) {
        throw new CorruptBackupException(
            data.name(),
            "the checksum of the "
                + chunkLength
                + " bytes at "
                + (position + offset)
                + " is not the one in "
                + checksums.name(),
            null);
      }
    }
  }

  private synchronized void load() throws IOException {
    if (all != null) {
      return;
    }
    long most = Integer.BYTES * (data.size() / SMALLEST_CHUNK + 3);
    if (checksums.size() < Integer.BYTES || checksums.size() > Math.min(most, Integer.MAX_VALUE)) {
      throw new CorruptBackupException(
          checksums.name(), "it has " + checksums.size() + " bytes", null);
    }
    byte[] content = new byte[(int) checksums.size()];
    checksums.fetch(0, content, content.length);
    ByteBuffer loaded = ByteBuffer.wrap(content);
    chunkLength = loaded.getInt(0);
    if (chunkLength < SMALLEST_CHUNK || chunkLength > LARGEST_CHUNK) {
      throw new CorruptBackupException(
          checksums.name(), "its chunks are said to have " + chunkLength + " bytes", null);
    }
    all = loaded;
  }
}

package org.apache.cassandra.io.compress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Snappy that does not write beyond its output. Cassandra's {@link SnappyCompressor} writes as many
 * bytes as a chunk says it holds, into native memory, however short the buffer is: a chunk made by
 * somebody else could overwrite the process.
 *
 * <p>It stands in Cassandra's package, and its name is as long as the other's, since it is found by
 * the name that stands in {@code CompressionInfo.db}.
 */
public final class SnappyWithBounds extends SnappyCompressor {
  private static final int VARINT_BYTES = 5;
  private static final int VARINT_BITS = 7;

  private SnappyWithBounds() {}

  /** Called by name. */
  public static SnappyWithBounds create(Map<String, String> compressionOptions) {
    SnappyCompressor.create(compressionOptions);
    return new SnappyWithBounds();
  }

  @Override
  public void uncompress(ByteBuffer input, ByteBuffer output) throws IOException {
    long length = uncompressedLength(input);
    if (length > output.remaining()) {
      throw new IOException(
          "a chunk is said to hold "
              + length
              + " bytes, more than the "
              + output.remaining()
              + " of a chunk");
    }
    super.uncompress(input, output);
  }

  /** What Snappy's blocks begin with: seven bits a byte, the lowest first. */
  private static long uncompressedLength(ByteBuffer input) throws IOException {
    long length = 0;
    for (int i = 0; i < VARINT_BYTES && i < input.remaining(); i++) {
      byte each = input.get(input.position() + i);
      length |= (long) (each & 0x7f) << (VARINT_BITS * i);
      if (each >= 0) {
        return length;
      }
    }
    throw new IOException("a chunk does not say how much it holds");
  }
}

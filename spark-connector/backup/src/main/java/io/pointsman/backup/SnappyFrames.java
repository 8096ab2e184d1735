package io.pointsman.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xerial.snappy.Snappy;

/**
 * Reads what snappy-java's {@code SnappyOutputStream} wrote: a header of 16 bytes, then blocks,
 * each with its compressed length before it. A stream that was appended to has further headers.
 *
 * <p>The library's own stream believes what a block says of its size before it has seen the block;
 * here a block that claims more than Snappy could have made of it is refused.
 */
public final class SnappyFrames extends Blocks {
  private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
  private static final int HEADER = 16;

  /** Writers use 32 KiB and can be told up to 512 MiB; backup tools leave it as it is. */
  private static final int LARGEST_BLOCK = 64 << 20;

  /** The longest copy, of 64 bytes, takes at least two; and a few bytes say how long it all is. */
  private static final int LARGEST_RATIO = 32;

  private final InputStream framed;
  private final String name;
  private final long limit;
  private long given;
  private boolean begun;

  /**
   * @param framed what the object holds; closed with this
   * @param name of the object, for messages
   * @param limit bytes that may come out of it
   */
  public SnappyFrames(InputStream framed, String name, long limit) {
    this.framed = framed;
    this.name = name;
    this.limit = limit;
  }

  @Override
  boolean next() throws IOException {
    byte[] prefix = framed.readNBytes(begun ? Integer.BYTES : HEADER);
    if (prefix.length == 0 && begun) {
      return false;
    }
    if (!begun) {
      checkHeader(prefix);
      begun = true;
    } else if (prefix.length < Integer.BYTES) {
      throw broken("it ends within a block's length");
    } else if (Arrays.equals(prefix, 0, Integer.BYTES, MAGIC, 0, Integer.BYTES)) {
      byte[] header = Arrays.copyOf(prefix, HEADER);
      int rest = framed.readNBytes(header, Integer.BYTES, HEADER - Integer.BYTES);
      checkHeader(Arrays.copyOf(header, Integer.BYTES + rest));
    } else {
      decode(ByteBuffer.wrap(prefix).getInt());
    }
    return true;
  }

  private void checkHeader(byte[] header) throws IOException {
    if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw broken("it does not begin as snappy-java's streams do");
    }
  }

  private void decode(int length) throws IOException {
    if (length < 0 || length > LARGEST_BLOCK) {
      throw broken("a block claims " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] compressed = framed.readNBytes(length);
    if (compressed.length < length) {
      throw new EOFException(
          name + " was cut off: a block has " + compressed.length + " of its " + length + " bytes");
    }
    int size = sizeOf(compressed);
    if (size < 0 || size > LARGEST_BLOCK || size > (long) LARGEST_RATIO * length + HEADER) {
      throw broken("a block of " + length + " bytes claims to hold " + size);
    }
    given += size;
    if (given > limit) {
      throw broken("it holds more than the " + limit + " bytes that it may");
    }
    try {
      give(Snappy.uncompress(compressed, 0, length, room(size), 0));
    } catch (IOException e) {
      throw broken("a block cannot be decoded, " + e.getMessage());
    }
  }

  private int sizeOf(byte[] compressed) throws IOException {
    try {
      return Snappy.uncompressedLength(compressed);
    } catch (IOException e) {
      throw broken("a block does not say how long it is");
    }
  }

  private IOException broken(String why) {
    return new IOException(name + " is no Snappy stream: " + why);
  }

  @Override
  public void close() throws IOException {
    framed.close();
  }
}

package io.pointsman.backup;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is made of blocks, one in memory at a time. */
abstract class Blocks extends InputStream {
  private byte[] block = new byte[0];
  private int at;
  private int end;

  /**
   * Asks for the next block, which {@link #give} hands over; one may be empty.
   *
   * @return false at the stream's end
   */
  abstract boolean next() throws IOException;

  /** An array for so many bytes; the one before it is not read any more. */
  final byte[] room(int length) {
    if (block.length < length) {
      block = new byte[length];
    }
    return block;
  }

  /** The first bytes of {@link #room} are the next block. */
  final void give(int length) {
    at = 0;
    end = length;
  }

  @Override
  public final int read() throws IOException {
    return fill() ? block[at++] & 0xff : -1;
  }

  @Override
  public final int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int taken = Math.min(length, end - at);
    System.arraycopy(block, at, target, offset, taken);
    at += taken;
    return taken;
  }

  private boolean fill() throws IOException {
    while (at == end) {
      if (!next()) {
        return false;
      }
    }
    return true;
  }
}

package io.pointsman.source;

import java.nio.ByteBuffer;

/**
 * Cassandra's variable-length integers ({@code VIntCoding}): the count of leading one bits in the
 * first byte is the count of bytes that follow.
 */
final class VariableInts {
  private static final int LONGEST = 8;

  private VariableInts() {}

  /** An unsigned integer of up to 64 bits. */
  static long readUnsigned(ByteBuffer value) {
    int first = value.get();
    if (first >= 0) {
      return first;
    }
    int extra = Integer.numberOfLeadingZeros(~first) - (Integer.SIZE - Byte.SIZE);
    long result = extra >= LONGEST ? 0 : first & (0xff >> extra);
    for (int i = 0; i < extra; i++) {
      result = (result << Byte.SIZE) | (value.get() & 0xff);
    }
    return result;
  }

  /** A signed integer, in zigzag order. */
  static long readSigned(ByteBuffer value) {
    long unsigned = readUnsigned(value);
    return (unsigned >>> 1) ^ -(unsigned & 1);
  }
}

package io.pointsman.legacy.reference;

import io.pointsman.backup.CqlType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes serialized values of several parts to pieces, as section 6 of Cassandra's native protocol
 * specification, version 5, describes them.
 *
 * <p>Bytes that do not hold what their lengths say end in an {@link IllegalArgumentException}.
 */
final class NativeParts {
  private NativeParts() {}

  /** A composite partition key: each value with two bytes of length before and a zero after. */
  static List<byte[]> partitionKey(byte[] key, int columns) {
    if (columns == 1) {
      return List.of(key);
    }
    ByteBuffer in = ByteBuffer.wrap(key);
    List<byte[]> parts = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      parts.add(take(in, Short.toUnsignedInt(in.getShort())));
      in.get();
    }
    return parts;
  }

  /**
   * A list, set or map: a count, then each element with four bytes of length.
   *
   * @param width values for each counted element: 2 for a map, else 1
   */
  static List<byte[]> sequence(byte[] bytes, int width) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int count = in.getInt();
    List<byte[]> parts = new ArrayList<>();
    for (long i = 0; i < (long) count * width; i++) {
      parts.add(sized(in));
    }
    return parts;
  }

  /**
   * A tuple or UDT: each field with four bytes of length; fields that were added later are null.
   */
  static List<byte[]> fields(byte[] bytes, int count) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<byte[]> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(in.hasRemaining() ? sized(in) : null);
    }
    return parts;
  }

  /** A vector: elements of fixed length one after another, others with a variable-length size. */
  static List<byte[]> vector(byte[] bytes, CqlType.VectorOf vector) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int fixed = fixedLength(vector.element());
    List<byte[]> parts = new ArrayList<>(vector.dimension());
    for (int i = 0; i < vector.dimension(); i++) {
      parts.add(take(in, fixed > 0 ? fixed : Math.toIntExact(unsignedVint(in))));
    }
    return parts;
  }

  /** Bytes of every value of a type whose vectors carry no sizes, or -1. */
  private static int fixedLength(CqlType type) {
    if (type instanceof CqlType.Simple simple) {
      return switch (simple) {
        case BOOLEAN -> 1;
        case INT, FLOAT -> 4;
        case BIGINT, DOUBLE, TIMESTAMP -> 8;
        case UUID, TIMEUUID -> 16;
        case ASCII,
            BLOB,
            COUNTER,
            DATE,
            DECIMAL,
            DURATION,
            INET,
            SMALLINT,
            TEXT,
            TIME,
            TINYINT,
            VARINT ->
            -1;
      };
    }
    if (type instanceof CqlType.VectorOf vector) {
      int element = fixedLength(vector.element());
      return element < 0 ? -1 : element * vector.dimension();
    }
    return -1;
  }

  /** A signed variable-length integer: zigzag over {@link #unsignedVint}. */
  static long vint(ByteBuffer in) {
    long encoded = unsignedVint(in);
    return (encoded >>> 1) ^ -(encoded & 1);
  }

  /** The leading one bits of the first byte count the bytes that follow it. */
  static long unsignedVint(ByteBuffer in) {
    int first = in.get() & 0xff;
    int following = Integer.numberOfLeadingZeros(~(first << 24));
    long value = following >= 8 ? 0 : first & (0xff >> following);
    for (int i = 0; i < following; i++) {
      value = (value << 8) | (in.get() & 0xff);
    }
    return value;
  }

  private static byte[] sized(ByteBuffer in) {
    int length = in.getInt();
    return length < 0 ? null : take(in, length);
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      throw new IllegalArgumentException(
          "A part of " + length + " bytes where only " + in.remaining() + " are left");
    }
    byte[] part = new byte[length];
    in.get(part);
    return part;
  }
}

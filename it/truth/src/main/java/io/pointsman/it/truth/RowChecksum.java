package io.pointsman.it.truth;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.apache.iceberg.StructLike;

/**
 * A checksum of a multiset of rows: the sum of each row's SHA-256, so that the order of rows does
 * not matter and a row that is there twice counts twice.
 */
final class RowChecksum {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
  private static final int SHOWN_BYTES = 8;

  private final MessageDigest digest;
  private BigInteger sum = BigInteger.ZERO;
  private long rows;

  RowChecksum() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  void add(StructLike row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    struct(row, bytes);
    sum = sum.add(new BigInteger(1, digest.digest(bytes.toByteArray()))).mod(MODULUS);
    rows++;
  }

  long rows() {
    return rows;
  }

  String text() {
    byte[] all = MODULUS.add(sum).toByteArray();
    // The first byte is the modulus's own bit.
    return HexFormat.of().formatHex(all, 1, 1 + SHOWN_BYTES);
  }

  private static void struct(StructLike row, ByteArrayOutputStream out) {
    tag('S', row.size(), out);
    for (int field = 0; field < row.size(); field++) {
      value(row.get(field, Object.class), out);
    }
  }

  /** Tagged and with its length, so that different values never have the same bytes. */
  private static void value(Object value, ByteArrayOutputStream out) {
    if (value == null) {
      tag('N', 0, out);
    } else if (value instanceof StructLike struct) {
      struct(struct, out);
    } else if (value instanceof Collection<?> elements) {
      tag('L', elements.size(), out);
      elements.forEach(element -> value(element, out));
    } else if (value instanceof Map<?, ?> map) {
      map(map, out);
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      tag('B', bytes.length, out);
      out.writeBytes(bytes);
    } else if (value instanceof byte[] bytes) {
      tag('B', bytes.length, out);
      out.writeBytes(bytes);
    } else {
      byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
      tag('V', text.length, out);
      out.writeBytes(text);
    }
  }

  /** Its entries may come in any order. */
  private static void map(Map<?, ?> map, ByteArrayOutputStream out) {
    tag('M', map.size(), out);
    map.entrySet().stream()
        .map(
            entry -> {
              ByteArrayOutputStream one = new ByteArrayOutputStream();
              value(entry.getKey(), one);
              value(entry.getValue(), one);
              return one.toByteArray();
            })
        .sorted(java.util.Arrays::compare)
        .forEach(out::writeBytes);
  }

  private static void tag(char kind, int length, ByteArrayOutputStream out) {
    out.write(kind);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
  }
}

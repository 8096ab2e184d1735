package io.pointsman.it.data;

import com.datastax.oss.driver.api.core.uuid.Uuids;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Values that are a function of a name and a number, so that every run writes the same ones.
 *
 * @param seed tells one column's values from another's
 */
record Values(long seed) {
  /** The day that all generated times lie before. */
  static final LocalDate TODAY = LocalDate.of(2026, 11, 1);

  private static final String[] WORDS = {
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven", "iris", "juniper",
    "Øresund", "größe", "naïve", "日本", "🚂", "line\nbreak", "\"quoted\"", "tab\there", "",
        "back\\slash"
  };

  static Values of(String name) {
    return new Values(mix(name.hashCode()));
  }

  /** SplitMix64's finalizer. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Any long. */
  long bits(long i) {
    return mix(seed ^ mix(i));
  }

  /** From 0 to {@code bound} - 1. */
  int below(long i, int bound) {
    return (int) Math.floorMod(bits(i), (long) bound);
  }

  /** Whether {@code i} is one of about one in {@code n}. */
  boolean oneIn(long i, int n) {
    return below(i, n) == 0;
  }

  UUID uuid(long i) {
    return new UUID(
        (bits(i) & ~0xF000L) | 0x4000L, (bits(~i) & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }

  /** A version 1 UUID of that instant. */
  UUID timeUuid(long i, Instant at) {
    return new UUID(
        Uuids.startOf(at.toEpochMilli()).getMostSignificantBits(),
        (bits(i) & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }

  String word(long i) {
    return WORDS[below(i, WORDS.length)];
  }

  String text(long i, int words) {
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < words; w++) {
      text.append(w == 0 ? "" : " ").append(word(i * 31 + w));
    }
    return text.append(' ').append(i).toString();
  }

  BigDecimal decimal(long i) {
    return BigDecimal.valueOf(bits(i) >> 24, below(i, 6));
  }

  BigInteger varint(long i) {
    BigInteger high = BigInteger.valueOf(bits(i)).shiftLeft(below(i, 90));
    return high.add(BigInteger.valueOf(bits(~i)));
  }

  double number(long i) {
    return switch (below(i, 40)) {
      case 0 -> -0.0;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.MIN_VALUE;
      default -> (bits(i) >> 11) * 0x1.0p-20;
    };
  }

  ByteBuffer blob(long i, int most) {
    byte[] bytes = new byte[below(i, most + 1)];
    for (int b = 0; b < bytes.length; b++) {
      bytes[b] = (byte) (bits(i + b) >> 13);
    }
    return ByteBuffer.wrap(bytes);
  }

  InetAddress address(long i) {
    try {
      byte[] bytes = ByteBuffer.allocate(16).putLong(bits(i)).putLong(bits(~i)).array();
      if (oneIn(i, 4)) {
        bytes[0] = 0x20; // A global address: none that would be read as a mapped IPv4 address.
        return InetAddress.getByAddress(bytes);
      }
      return InetAddress.getByAddress(java.util.Arrays.copyOf(bytes, 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An instant within the {@code days} days before {@link #TODAY}, in whole milliseconds. */
  Instant instant(long i, int days) {
    long millis = Math.floorMod(bits(i), days * 86_400_000L);
    return TODAY.atStartOfDay(java.time.ZoneOffset.UTC).toInstant().minusMillis(millis);
  }

  /** A day within the {@code days} days before {@link #TODAY}. */
  LocalDate date(long i, int days) {
    return TODAY.minusDays(below(i, days));
  }
}

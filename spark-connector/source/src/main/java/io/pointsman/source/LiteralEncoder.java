package io.pointsman.source;

import io.pointsman.backup.CqlType;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Turns a literal of a query into Cassandra's native serialization: the other way round than {@link
 * ValueDecoders}, for the types where a value has one serialization only. A decimal or varint may
 * be written with more digits than it needs, a boolean as any number, an inet of IPv4 in IPv6's
 * form; and to a floating-point number that is zero or none there is more than one that equals it.
 */
final class LiteralEncoder {
  private static final long MICROS_PER_MILLI = 1000;

  private LiteralEncoder() {}

  /**
   * The serialization.
   *
   * @param literal in Spark's internal form, not null
   * @return null when there is none, or more than one
   */
  static byte[] encode(CqlType type, Object literal) {
    if (!(type instanceof CqlType.Simple simple)) {
      return null;
    }
    return switch (simple) {
      case ASCII, TEXT -> literal instanceof UTF8String text ? text.getBytes() : null;
      case BLOB -> literal instanceof byte[] bytes ? bytes : null;
      case BIGINT, TIME -> literal instanceof Long number ? longBytes(number) : null;
      case INT -> literal instanceof Integer number ? intBytes(number) : null;
      case SMALLINT ->
          literal instanceof Integer number && number == number.shortValue()
              ? ByteBuffer.allocate(Short.BYTES).putShort(number.shortValue()).array()
              : null;
      case TINYINT ->
          literal instanceof Integer number && number == number.byteValue()
              ? new byte[] {number.byteValue()}
              : null;
      case DATE -> literal instanceof Integer days ? intBytes(days - Integer.MIN_VALUE) : null;
      case TIMESTAMP ->
          literal instanceof Long micros && micros % MICROS_PER_MILLI == 0
              ? longBytes(micros / MICROS_PER_MILLI)
              : null;
      case UUID, TIMEUUID -> literal instanceof UTF8String text ? uuid(text.toString()) : null;
      case BOOLEAN, COUNTER, DECIMAL, DOUBLE, DURATION, FLOAT, INET, VARINT -> null;
    };
  }

  /** Whether values are in the order of their Spark forms, so that bounds mean the same. */
  static boolean hasSameOrder(CqlType type) {
    if (!(type instanceof CqlType.Simple simple)) {
      return false;
    }
    return switch (simple) {
      case ASCII, BIGINT, BLOB, DATE, INT, SMALLINT, TEXT, TIMESTAMP, TINYINT -> true;
      // As texts they are ordered otherwise; and no time is negative, but a literal may be.
      case UUID, TIMEUUID, TIME -> false;
      case BOOLEAN, COUNTER, DECIMAL, DOUBLE, DURATION, FLOAT, INET, VARINT -> false;
    };
  }

  private static byte[] uuid(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      // Java reads shortened ones too, which Spark holds for other texts.
      return uuid.toString().equals(text)
          ? ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array()
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] longBytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static byte[] intBytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }
}

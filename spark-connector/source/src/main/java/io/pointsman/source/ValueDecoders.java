package io.pointsman.source;

import io.pointsman.backup.CqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The decoders of Cassandra's native protocol v5 serialization, type by type ({@code
 * native_protocol_v5.spec}, section 6, and {@code VectorType} of Cassandra 5.0).
 *
 * <p>Cassandra lets a value of nearly every type be empty (no bytes, which is not null). Text and
 * blobs keep that; for a type that has no empty value of its own it becomes null.
 */
final class ValueDecoders {
  static final long MICROS_PER_MILLI = 1000;
  private static final int IPV6_BYTES = 16;
  private static final int NO_SCOPE = -1;

  private ValueDecoders() {}

  static ValueDecoder of(CqlType type) {
    if (type instanceof CqlType.Simple simple) {
      return simple(simple);
    } else if (type instanceof CqlType.ListOf list) {
      return emptyIsNull(new CollectionDecoders.ListDecoder(of(list.element())));
    } else if (type instanceof CqlType.SetOf set) {
      return emptyIsNull(new CollectionDecoders.ListDecoder(of(set.element())));
    } else if (type instanceof CqlType.MapOf map) {
      return emptyIsNull(new CollectionDecoders.MapDecoder(of(map.key()), of(map.value())));
    } else if (type instanceof CqlType.TupleOf tuple) {
      return emptyIsNull(struct(tuple.elements()));
    } else if (type instanceof CqlType.UserDefined userDefined) {
      return emptyIsNull(
          struct(userDefined.fields().stream().map(CqlType.UserDefined.Field::type).toList()));
    } else if (type instanceof CqlType.VectorOf vector) {
      return emptyIsNull(
          new CollectionDecoders.VectorDecoder(
              of(vector.element()), vector.dimension(), fixedLength(vector.element())));
    } else if (type instanceof CqlType.Custom) {
      return ValueDecoders::bytes;
    }
    throw new UnsupportedColumnException("?", type.cql(), "this version does not know it");
  }

  private static ValueDecoder simple(CqlType.Simple type) {
    return switch (type) {
      case ASCII, TEXT -> value -> UTF8String.fromBytes(bytes(value));
      case BLOB -> ValueDecoders::bytes;
      case BIGINT, COUNTER, TIME -> sized(8, type, ByteBuffer::getLong);
      case BOOLEAN -> sized(1, type, value -> value.get() != 0);
      case DATE -> sized(4, type, value -> value.getInt() + Integer.MIN_VALUE);
      case DECIMAL -> emptyIsNull(ValueDecoders::decimal);
      case DOUBLE -> sized(8, type, ByteBuffer::getDouble);
      case DURATION -> emptyIsNull(ValueDecoders::duration);
      case FLOAT -> sized(4, type, ByteBuffer::getFloat);
      case INET -> emptyIsNull(ValueDecoders::inet);
      case INT -> sized(4, type, ByteBuffer::getInt);
      case SMALLINT -> sized(2, type, value -> (int) value.getShort());
      case TINYINT -> sized(1, type, value -> (int) value.get());
      case TIMESTAMP -> sized(8, type, ValueDecoders::timestamp);
      case UUID, TIMEUUID ->
          sized(16, type, value -> text(new UUID(value.getLong(), value.getLong())));
      case VARINT -> emptyIsNull(value -> text(new BigInteger(bytes(value))));
    };
  }

  /**
   * Bytes of an element that a vector stores without its length, or -1 when the length stands
   * before each: {@code AbstractType.valueLengthIfFixed} of Cassandra 5.0, where short integers,
   * dates and times are not of fixed length.
   */
  static int fixedLength(CqlType type) {
    if (type instanceof CqlType.VectorOf vector) {
      int element = fixedLength(vector.element());
      return element < 0 ? -1 : Math.multiplyExact(element, vector.dimension());
    }
    if (type instanceof CqlType.Simple simple) {
      return switch (simple) {
        case BOOLEAN -> 1;
        case FLOAT, INT -> 4;
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
    return -1;
  }

  /** All remaining bytes. */
  static byte[] bytes(ByteBuffer value) {
    byte[] copy = new byte[value.remaining()];
    value.get(copy);
    return copy;
  }

  private static ValueDecoder struct(List<CqlType> types) {
    List<ValueDecoder> decoders = new ArrayList<>();
    types.forEach(type -> decoders.add(of(type)));
    return new CollectionDecoders.StructDecoder(decoders.toArray(ValueDecoder[]::new));
  }

  private static ValueDecoder emptyIsNull(ValueDecoder decoder) {
    return value -> value.hasRemaining() ? decoder.decode(value) : null;
  }

  private static ValueDecoder sized(int length, CqlType type, ValueDecoder decoder) {
    String cql = type.cql();
    return value -> {
      if (value.remaining() == length) {
        return decoder.decode(value);
      }
      if (!value.hasRemaining()) {
        return null;
      }
      throw new IllegalArgumentException(
          "a value of type " + cql + " has " + value.remaining() + " bytes, not " + length);
    };
  }

  private static Object timestamp(ByteBuffer value) {
    long millis = value.getLong();
    try {
      return Math.multiplyExact(millis, MICROS_PER_MILLI);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "the timestamp " + millis + " ms does not fit into microseconds", e);
    }
  }

  private static Object decimal(ByteBuffer value) {
    if (value.remaining() < 5) {
      throw new IllegalArgumentException("a decimal has " + value.remaining() + " bytes");
    }
    int scale = value.getInt();
    return text(new BigDecimal(new BigInteger(bytes(value)), scale));
  }

  private static Object duration(ByteBuffer value) {
    int months = Math.toIntExact(VariableInts.readSigned(value));
    int days = Math.toIntExact(VariableInts.readSigned(value));
    InternalRow row =
        new GenericInternalRow(new Object[] {months, days, VariableInts.readSigned(value)});
    return row;
  }

  /** Four bytes stay four and sixteen sixteen: {@code ::ffff:1.2.3.4} is not {@code 1.2.3.4}. */
  private static Object inet(ByteBuffer value) {
    int length = value.remaining();
    try {
      return text(
          length == IPV6_BYTES
              ? Inet6Address.getByAddress(null, bytes(value), NO_SCOPE).getHostAddress()
              : InetAddress.getByAddress(bytes(value)).getHostAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an inet has " + length + " bytes, not 4 or 16", e);
    }
  }

  private static UTF8String text(Object value) {
    return UTF8String.fromString(value.toString());
  }
}

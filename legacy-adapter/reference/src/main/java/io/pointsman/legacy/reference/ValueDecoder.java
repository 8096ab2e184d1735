package io.pointsman.legacy.reference;

import io.pointsman.backup.CqlType;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.RowFactory;
import scala.jdk.javaapi.CollectionConverters;

/** Decodes serialized values into what a Spark {@code Row} of {@link SparkSchema} holds. */
final class ValueDecoder {
  private static final int IPV6_BYTES = 16;
  private static final int NO_SCOPE = -1;

  private ValueDecoder() {}

  /**
   * One column's value: the whole of it, or put together from its cells.
   *
   * @return null when {@code value} is null
   * @throws IllegalArgumentException when the bytes are no value of that type
   */
  static Object decode(ColumnValue value, CqlType type) {
    if (value == null) {
      return null;
    }
    if (value instanceof ColumnValue.Whole whole) {
      return decode(whole.bytes(), type);
    }
    return assemble(((ColumnValue.Parts) value).parts(), type);
  }

  /** One serialized value; null stays null, and so does an empty value of a type without one. */
  static Object decode(byte[] bytes, CqlType type) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length == 0) {
      return decodeEmpty(type);
    }
    if (type instanceof CqlType.Simple simple) {
      return decodeSimple(bytes, simple);
    }
    if (type instanceof CqlType.ListOf list) {
      return decodeAll(NativeParts.sequence(bytes, 1), list.element());
    }
    if (type instanceof CqlType.SetOf set) {
      return decodeAll(NativeParts.sequence(bytes, 1), set.element());
    }
    if (type instanceof CqlType.VectorOf vector) {
      return decodeAll(NativeParts.vector(bytes, vector), vector.element());
    }
    if (type instanceof CqlType.MapOf map) {
      return decodeMap(bytes, map);
    }
    if (type instanceof CqlType.TupleOf tuple) {
      return decodeFields(bytes, tuple.elements());
    }
    if (type instanceof CqlType.UserDefined udt) {
      return decodeFields(
          bytes, udt.fields().stream().map(CqlType.UserDefined.Field::type).toList());
    }
    return bytes;
  }

  private static Object decodeEmpty(CqlType type) {
    if (type == CqlType.Simple.ASCII || type == CqlType.Simple.TEXT) {
      return "";
    }
    return type == CqlType.Simple.BLOB || type instanceof CqlType.Custom ? new byte[0] : null;
  }

  private static Object decodeSimple(byte[] bytes, CqlType.Simple simple) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return switch (simple) {
      case ASCII, TEXT -> new String(bytes, StandardCharsets.UTF_8);
      case BIGINT, COUNTER, TIME -> in.getLong();
      case BLOB -> bytes;
      case BOOLEAN -> in.get() != 0;
      case DATE -> LocalDate.ofEpochDay(Integer.toUnsignedLong(in.getInt()) - (1L << 31));
      case DECIMAL -> TypeOrder.decimal(bytes).toString();
      case DOUBLE -> in.getDouble();
      case DURATION ->
          RowFactory.create(
              Math.toIntExact(NativeParts.vint(in)),
              Math.toIntExact(NativeParts.vint(in)),
              NativeParts.vint(in));
      case FLOAT -> in.getFloat();
      case INET -> address(bytes);
      case INT -> in.getInt();
      case SMALLINT -> (int) in.getShort();
      case TIMESTAMP -> Instant.ofEpochMilli(in.getLong());
      case TIMEUUID, UUID -> new UUID(in.getLong(), in.getLong()).toString();
      case TINYINT -> (int) in.get();
      case VARINT -> new BigInteger(bytes).toString();
    };
  }

  private static String address(byte[] bytes) {
    try {
      // Java makes an IPv4 address of a mapped one, which is another value.
      return bytes.length == IPV6_BYTES
          ? Inet6Address.getByAddress(null, bytes, NO_SCOPE).getHostAddress()
          : InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("An inet of " + bytes.length + " bytes", e);
    }
  }

  /** Spark takes Scala's sequences where it is given external rows, and no Java arrays. */
  private static Object decodeAll(List<byte[]> elements, CqlType type) {
    List<Object> decoded = new ArrayList<>(elements.size());
    for (byte[] element : elements) {
      decoded.add(decode(element, type));
    }
    return CollectionConverters.asScala(decoded);
  }

  private static Object decodeMap(byte[] bytes, CqlType.MapOf type) {
    List<byte[]> parts = NativeParts.sequence(bytes, 2);
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i += 2) {
      entries.put(decode(parts.get(i), type.key()), decode(parts.get(i + 1), type.value()));
    }
    return CollectionConverters.asScala(entries);
  }

  private static Object decodeFields(byte[] bytes, List<CqlType> types) {
    List<byte[]> parts = NativeParts.fields(bytes, types.size());
    Object[] fields = new Object[types.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = decode(parts.get(i), types.get(i));
    }
    return RowFactory.create(fields);
  }

  private static Object assemble(List<ColumnValue.Part> parts, CqlType type) {
    if (type instanceof CqlType.ListOf list) {
      return decodeAll(parts.stream().map(ColumnValue.Part::value).toList(), list.element());
    }
    if (type instanceof CqlType.SetOf set) {
      return decodeAll(parts.stream().map(ColumnValue.Part::path).toList(), set.element());
    }
    if (type instanceof CqlType.MapOf map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (ColumnValue.Part part : parts) {
        entries.put(decode(part.path(), map.key()), decode(part.value(), map.value()));
      }
      return CollectionConverters.asScala(entries);
    }
    if (type instanceof CqlType.UserDefined udt) {
      Object[] fields = new Object[udt.fields().size()];
      for (ColumnValue.Part part : parts) {
        int index = Short.toUnsignedInt(ByteBuffer.wrap(part.path()).getShort());
        if (index < fields.length) {
          fields[index] = decode(part.value(), udt.fields().get(index).type());
        }
      }
      return RowFactory.create(fields);
    }
    throw new IllegalArgumentException("Several cells in a column of type " + type.cql());
  }
}

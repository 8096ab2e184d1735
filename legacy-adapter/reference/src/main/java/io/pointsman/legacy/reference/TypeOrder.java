package io.pointsman.legacy.reference;

import io.pointsman.backup.CqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which Cassandra keeps the elements of a set and the keys of a map, by their native
 * serialization. An empty value comes first in every type.
 */
final class TypeOrder {
  private static final Comparator<byte[]> UNSIGNED = Arrays::compareUnsigned;

  private TypeOrder() {}

  static Comparator<byte[]> of(CqlType type) {
    Comparator<byte[]> order = ofPresent(type);
    return (left, right) -> {
      if (left.length == 0 || right.length == 0) {
        return Integer.compare(left.length, right.length);
      }
      return order.compare(left, right);
    };
  }

  private static Comparator<byte[]> ofPresent(CqlType type) {
    if (type instanceof CqlType.Simple simple) {
      return ofSimple(simple);
    }
    if (type instanceof CqlType.ListOf list) {
      return bySequence(of(list.element()), null);
    }
    if (type instanceof CqlType.SetOf set) {
      return bySequence(of(set.element()), null);
    }
    if (type instanceof CqlType.MapOf map) {
      return bySequence(of(map.key()), of(map.value()));
    }
    if (type instanceof CqlType.TupleOf tuple) {
      return byFields(tuple.elements());
    }
    if (type instanceof CqlType.UserDefined udt) {
      return byFields(udt.fields().stream().map(CqlType.UserDefined.Field::type).toList());
    }
    if (type instanceof CqlType.VectorOf vector) {
      Comparator<byte[]> element = of(vector.element());
      return (left, right) -> {
        List<byte[]> lefts = NativeParts.vector(left, vector);
        List<byte[]> rights = NativeParts.vector(right, vector);
        return compareLists(lefts, rights, element, element);
      };
    }
    return UNSIGNED;
  }

  private static Comparator<byte[]> ofSimple(CqlType.Simple simple) {
    return switch (simple) {
      case ASCII, BLOB, DATE, DURATION, INET, TEXT -> UNSIGNED;
      case BOOLEAN -> (left, right) -> Boolean.compare(left[0] != 0, right[0] != 0);
      case TINYINT -> (left, right) -> Byte.compare(left[0], right[0]);
      case SMALLINT -> Comparator.comparing(bytes -> ByteBuffer.wrap(bytes).getShort());
      case INT -> Comparator.comparing(bytes -> ByteBuffer.wrap(bytes).getInt());
      case BIGINT, COUNTER, TIME, TIMESTAMP ->
          Comparator.comparing(bytes -> ByteBuffer.wrap(bytes).getLong());
      case FLOAT -> Comparator.comparing(bytes -> ByteBuffer.wrap(bytes).getFloat());
      case DOUBLE -> Comparator.comparing(bytes -> ByteBuffer.wrap(bytes).getDouble());
      case VARINT -> Comparator.comparing(BigInteger::new);
      case DECIMAL -> Comparator.comparing(TypeOrder::decimal);
      case UUID -> TypeOrder::compareUuids;
      case TIMEUUID -> TypeOrder::compareTimeUuids;
    };
  }

  static BigDecimal decimal(byte[] bytes) {
    int scale = ByteBuffer.wrap(bytes).getInt();
    return new BigDecimal(new BigInteger(bytes, 4, bytes.length - 4), scale);
  }

  /** By version, then version 1 by its time, others by their bytes. */
  private static int compareUuids(byte[] left, byte[] right) {
    int byVersion = Integer.compare(version(left), version(right));
    if (byVersion != 0) {
      return byVersion;
    }
    if (version(left) == 1) {
      int byTime = Long.compare(timeFirst(left), timeFirst(right));
      if (byTime != 0) {
        return byTime;
      }
    }
    return Arrays.compareUnsigned(left, right);
  }

  /** By time, then the other eight bytes one by one as signed bytes, for ages Cassandra's way. */
  private static int compareTimeUuids(byte[] left, byte[] right) {
    int byTime = Long.compare(timeFirst(left), timeFirst(right));
    return byTime != 0 ? byTime : Arrays.compare(left, 8, 16, right, 8, 16);
  }

  private static int version(byte[] uuid) {
    return (uuid[6] >> 4) & 0xf;
  }

  /** A version 1 UUID's first half with the high part of the time first. */
  private static long timeFirst(byte[] uuid) {
    long half = ByteBuffer.wrap(uuid).getLong();
    return (half << 48) | ((half << 16) & 0xFFFF00000000L) | (half >>> 32);
  }

  private static Comparator<byte[]> bySequence(
      Comparator<byte[]> even, Comparator<byte[]> oddOrNull) {
    Comparator<byte[]> odd = oddOrNull == null ? even : oddOrNull;
    int width = oddOrNull == null ? 1 : 2;
    return (left, right) ->
        compareLists(
            NativeParts.sequence(left, width), NativeParts.sequence(right, width), even, odd);
  }

  private static Comparator<byte[]> byFields(List<CqlType> types) {
    List<Comparator<byte[]>> orders = types.stream().map(TypeOrder::of).toList();
    return (left, right) -> {
      List<byte[]> lefts = NativeParts.fields(left, types.size());
      List<byte[]> rights = NativeParts.fields(right, types.size());
      for (int i = 0; i < orders.size(); i++) {
        int order = compareNullable(lefts.get(i), rights.get(i), orders.get(i));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  private static int compareLists(
      List<byte[]> lefts, List<byte[]> rights, Comparator<byte[]> even, Comparator<byte[]> odd) {
    for (int i = 0; i < Math.min(lefts.size(), rights.size()); i++) {
      int order = compareNullable(lefts.get(i), rights.get(i), i % 2 == 0 ? even : odd);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(lefts.size(), rights.size());
  }

  private static int compareNullable(byte[] left, byte[] right, Comparator<byte[]> order) {
    if (left == null || right == null) {
      return Boolean.compare(left != null, right != null);
    }
    return order.compare(left, right);
  }
}

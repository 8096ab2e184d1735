package io.pointsman.source;

import java.nio.ByteBuffer;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;

/** Decoders of values that consist of values. */
final class CollectionDecoders {
  private CollectionDecoders() {}

  /** Lists and sets: a count, then each element with its length before it. */
  record ListDecoder(ValueDecoder element) implements ValueDecoder {
    @Override
    public Object decode(ByteBuffer value) {
      Object[] elements = new Object[count(value)];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = next(value, element);
      }
      return new GenericArrayData(elements);
    }
  }

  /** Maps: a count, then keys and values in turn. */
  record MapDecoder(ValueDecoder key, ValueDecoder value) implements ValueDecoder {
    @Override
    public Object decode(ByteBuffer bytes) {
      int count = count(bytes);
      Object[] keys = new Object[count];
      Object[] values = new Object[count];
      for (int i = 0; i < count; i++) {
        keys[i] = next(bytes, key);
        if (keys[i] == null) {
          throw new IllegalArgumentException(
              "a map has an empty key, which Spark has no place for");
        }
        values[i] = next(bytes, value);
      }
      return new ArrayBasedMapData(new GenericArrayData(keys), new GenericArrayData(values));
    }
  }

  /**
   * Tuples and user-defined types: each field with its length before it. Fewer fields than the type
   * has now were all that it had when the value was written; the others are null.
   */
  record StructDecoder(ValueDecoder[] fields) implements ValueDecoder {
    @Override
    public Object decode(ByteBuffer value) {
      Object[] values = new Object[fields.length];
      for (int i = 0; i < fields.length && value.hasRemaining(); i++) {
        values[i] = next(value, fields[i]);
      }
      return new GenericInternalRow(values);
    }
  }

  /** Vectors: elements of fixed length stand alone, others with their length before them. */
  record VectorDecoder(ValueDecoder element, int dimension, int fixedLength)
      implements ValueDecoder {
    @Override
    public Object decode(ByteBuffer value) {
      Object[] elements = new Object[dimension];
      for (int i = 0; i < dimension; i++) {
        int length =
            fixedLength >= 0 ? fixedLength : Math.toIntExact(VariableInts.readUnsigned(value));
        elements[i] = element.decode(slice(value, length));
      }
      return new GenericArrayData(elements);
    }
  }

  private static int count(ByteBuffer value) {
    int count = value.getInt();
    // Each element takes four bytes at least: a count beyond that is damage, not memory to reserve.
    if (count < 0 || count > value.remaining() / Integer.BYTES) {
      throw new IllegalArgumentException(
          "a collection counts " + count + " elements in " + value.remaining() + " bytes");
    }
    return count;
  }

  private static Object next(ByteBuffer value, ValueDecoder decoder) {
    int length = value.getInt();
    return length < 0 ? null : decoder.decode(slice(value, length));
  }

  private static ByteBuffer slice(ByteBuffer value, int length) {
    if (length > value.remaining()) {
      throw new IllegalArgumentException(
          "a part of " + length + " bytes stands where " + value.remaining() + " are left");
    }
    ByteBuffer part = value.slice(value.position(), length);
    value.position(value.position() + length);
    return part;
  }
}

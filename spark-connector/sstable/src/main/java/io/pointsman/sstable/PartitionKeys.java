package io.pointsman.sstable;

import io.pointsman.backup.TableSchema;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.cassandra.db.marshal.CompositeType;
import org.apache.cassandra.schema.TableMetadata;

/** A partition key as Cassandra serializes it, taken apart into its columns. */
public final class PartitionKeys {
  private static final int LONGEST_PART = (1 << Short.SIZE) - 1;

  private PartitionKeys() {}

  /**
   * The values of the partition key's columns, in their order, each in native serialization.
   *
   * <p>A key of one column is that column's value; one of several is, for each, its length in two
   * bytes, its value and a zero ({@code CompositeType} in Cassandra).
   */
  public static ByteBuffer[] split(TableSchema schema, byte[] partitionKey) {
    long parts =
        schema.columns().stream()
            .filter(column -> column.kind() == TableSchema.Kind.PARTITION_KEY)
            .count();
    ByteBuffer key = ByteBuffer.wrap(partitionKey);
    if (parts == 1) {
      return new ByteBuffer[] {key};
    }
    ByteBuffer[] values = new ByteBuffer[(int) parts];
    for (int i = 0; i < values.length; i++) {
      int length = Short.toUnsignedInt(key.getShort());
      values[i] = key.slice(key.position(), length);
      key.position(key.position() + length + 1);
    }
    return values;
  }

  /** The other way round: a key of these values. */
  public static byte[] join(List<byte[]> values) {
    if (values.size() == 1) {
      return values.get(0).clone();
    }
    int length = values.stream().mapToInt(value -> Short.BYTES + value.length + 1).sum();
    ByteBuffer key = ByteBuffer.allocate(length);
    for (byte[] value : values) {
      if (value.length > LONGEST_PART) {
        throw new IllegalArgumentException(
            "A part of a partition key has " + value.length + " bytes, at most " + LONGEST_PART);
      }
      key.putShort((short) value.length).put(value).put((byte) 0);
    }
    return key.array();
  }

  static ByteBuffer[] split(TableMetadata table, ByteBuffer partitionKey) {
    // A single column may be a composite itself, which is its value then and stays whole.
    return table.partitionKeyColumns().size() > 1
        ? ((CompositeType) table.partitionKeyType).split(partitionKey)
        : new ByteBuffer[] {partitionKey};
  }
}

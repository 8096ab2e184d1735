package io.pointsman.sstable;

import io.pointsman.backup.TableSchema;
import java.nio.ByteBuffer;
import org.apache.cassandra.db.marshal.CompositeType;
import org.apache.cassandra.schema.TableMetadata;

/** A partition key as Cassandra serializes it, taken apart into its columns. */
public final class PartitionKeys {
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

  static ByteBuffer[] split(TableMetadata table, ByteBuffer partitionKey) {
    return table.partitionKeyType instanceof CompositeType composite
        ? composite.split(partitionKey)
        : new ByteBuffer[] {partitionKey};
  }
}

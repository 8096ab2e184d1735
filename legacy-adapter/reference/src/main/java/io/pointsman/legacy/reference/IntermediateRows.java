package io.pointsman.legacy.reference;

import io.pointsman.sstable.Mutation;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** The intermediate table's rows: one for each mutation of each SSTable. */
final class IntermediateRows {
  static final String PARTITION_KEY = "partition_key";
  static final String RANK = "rank";
  static final String POSITION = "position";

  static final StructType SCHEMA =
      new StructType()
          .add(PARTITION_KEY, DataTypes.BinaryType, false)
          .add(RANK, DataTypes.IntegerType, false)
          .add(POSITION, DataTypes.BinaryType, false)
          .add("kind", DataTypes.StringType, false)
          .add("token", DataTypes.LongType, false)
          .add("end_position", DataTypes.BinaryType, true)
          .add("clustering", DataTypes.createArrayType(DataTypes.BinaryType, true), true)
          .add("column_name", DataTypes.StringType, true)
          .add("path", DataTypes.BinaryType, true)
          .add("value", DataTypes.BinaryType, true)
          .add("timestamp", DataTypes.LongType, false)
          .add("local_deletion_time", DataTypes.LongType, false)
          .add("ttl", DataTypes.IntegerType, false);

  private IntermediateRows() {}

  static Row write(Mutation mutation, RowColumns columns) {
    return RowFactory.create(
        mutation.partitionKey(),
        Reconciler.rank(mutation, columns),
        mutation.position(),
        mutation.kind().name(),
        mutation.token(),
        mutation.end(),
        mutation.clustering() == null
            ? null
            : CollectionConverters.asScala(Arrays.asList(mutation.clustering())),
        mutation.column(),
        mutation.path(),
        mutation.value(),
        mutation.timestamp(),
        mutation.localDeletionTime(),
        mutation.ttl());
  }

  static Mutation read(Row row) {
    List<byte[]> clustering = row.isNullAt(6) ? null : row.getList(6);
    return new Mutation(
        Mutation.Kind.valueOf(row.getString(3)),
        row.getLong(4),
        row.getAs(0),
        row.getAs(2),
        row.getAs(5),
        clustering == null ? null : clustering.toArray(byte[][]::new),
        row.getString(7),
        row.getAs(8),
        row.getAs(9),
        row.getLong(10),
        row.getLong(11),
        row.getInt(12));
  }
}

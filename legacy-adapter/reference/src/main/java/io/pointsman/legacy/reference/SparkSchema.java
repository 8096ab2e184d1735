package io.pointsman.legacy.reference;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The Spark types that this engine gives Cassandra's; everything may be null. */
final class SparkSchema {
  private SparkSchema() {}

  static StructType of(TableSchema schema) {
    return struct(
        schema.columns().stream().map(TableSchema.Column::name).toList(),
        schema.columns().stream().map(TableSchema.Column::type).toList());
  }

  static DataType of(CqlType type) {
    if (type instanceof CqlType.Simple simple) {
      return ofSimple(simple);
    }
    if (type instanceof CqlType.ListOf list) {
      return DataTypes.createArrayType(of(list.element()), true);
    }
    if (type instanceof CqlType.SetOf set) {
      return DataTypes.createArrayType(of(set.element()), true);
    }
    if (type instanceof CqlType.MapOf map) {
      return DataTypes.createMapType(of(map.key()), of(map.value()), true);
    }
    if (type instanceof CqlType.VectorOf vector) {
      return DataTypes.createArrayType(of(vector.element()), true);
    }
    if (type instanceof CqlType.TupleOf tuple) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < tuple.elements().size(); i++) {
        names.add("f" + i);
      }
      return struct(names, tuple.elements());
    }
    if (type instanceof CqlType.UserDefined udt) {
      return struct(
          udt.fields().stream().map(CqlType.UserDefined.Field::name).toList(),
          udt.fields().stream().map(CqlType.UserDefined.Field::type).toList());
    }
    return DataTypes.BinaryType;
  }

  private static DataType ofSimple(CqlType.Simple simple) {
    return switch (simple) {
      case ASCII, DECIMAL, INET, TEXT, TIMEUUID, UUID, VARINT -> DataTypes.StringType;
      case BIGINT, COUNTER, TIME -> DataTypes.LongType;
      case BLOB -> DataTypes.BinaryType;
      case BOOLEAN -> DataTypes.BooleanType;
      case DATE -> DataTypes.DateType;
      case DOUBLE -> DataTypes.DoubleType;
      case DURATION ->
          new StructType()
              .add("months", DataTypes.IntegerType, true)
              .add("days", DataTypes.IntegerType, true)
              .add("nanoseconds", DataTypes.LongType, true);
      case FLOAT -> DataTypes.FloatType;
      case INT, SMALLINT, TINYINT -> DataTypes.IntegerType;
      case TIMESTAMP -> DataTypes.TimestampType;
    };
  }

  private static StructType struct(List<String> names, List<CqlType> types) {
    StructField[] fields = new StructField[names.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = new StructField(names.get(i), of(types.get(i)), true, Metadata.empty());
    }
    return new StructType(fields);
  }
}

package io.pointsman.it.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The canonical text of a row that Spark read, from its internal row: as a map of Scala's, keys
 * that are equal to Scala but not to Cassandra, such as 0.0 and -0.0, would become one.
 */
final class SparkRow {
  private SparkRow() {}

  static String line(InternalRow row, StructType type) {
    return CanonicalRow.line(struct(row, type));
  }

  private static JsonNode struct(InternalRow row, StructType type) {
    ArrayNode array = CanonicalRow.array();
    StructField[] fields = type.fields();
    for (int i = 0; i < fields.length; i++) {
      array.add(value(row, i, fields[i].dataType()));
    }
    return array;
  }

  private static JsonNode value(SpecializedGetters values, int index, DataType type) {
    if (values.isNullAt(index)) {
      return CanonicalRow.nothing();
    }
    if (type instanceof StructType struct) {
      return struct(values.getStruct(index, struct.size()), struct);
    }
    if (type instanceof ArrayType array) {
      ArrayNode result = CanonicalRow.array();
      ArrayData elements = values.getArray(index);
      for (int i = 0; i < elements.numElements(); i++) {
        result.add(value(elements, i, array.elementType()));
      }
      return result;
    }
    if (type instanceof MapType map) {
      MapData entries = values.getMap(index);
      return CanonicalRow.map(
          each -> {
            for (int i = 0; i < entries.numElements(); i++) {
              each.accept(
                  value(entries.keyArray(), i, map.keyType()),
                  value(entries.valueArray(), i, map.valueType()));
            }
          });
    }
    return simple(values, index, type);
  }

  private static JsonNode simple(SpecializedGetters values, int index, DataType type) {
    if (type.equals(DataTypes.StringType)) {
      return CanonicalRow.text(values.getUTF8String(index).toString());
    }
    // A timestamp is its microseconds, a date its days.
    if (type.equals(DataTypes.LongType) || type.equals(DataTypes.TimestampType)) {
      return CanonicalRow.number(values.getLong(index));
    }
    if (type.equals(DataTypes.IntegerType) || type.equals(DataTypes.DateType)) {
      return CanonicalRow.number(values.getInt(index));
    }
    if (type.equals(DataTypes.BooleanType)) {
      return CanonicalRow.truth(values.getBoolean(index));
    }
    if (type.equals(DataTypes.BinaryType)) {
      return CanonicalRow.bytes(values.getBinary(index));
    }
    if (type.equals(DataTypes.DoubleType)) {
      return CanonicalRow.floating(values.getDouble(index));
    }
    if (type.equals(DataTypes.FloatType)) {
      return CanonicalRow.floating(values.getFloat(index));
    }
    throw new IllegalArgumentException(
        "No table that comes from Cassandra has a column of Spark's type " + type.sql());
  }
}

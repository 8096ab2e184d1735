package io.pointsman.it.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The canonical text of a row that Spark read. Needs {@code spark.sql.datetime.java8API.enabled}.
 */
final class SparkRow {
  private SparkRow() {}

  static String line(Row row) {
    return CanonicalRow.line(struct(row, row.schema()));
  }

  private static JsonNode struct(Row row, StructType type) {
    ArrayNode array = CanonicalRow.array();
    StructField[] fields = type.fields();
    for (int i = 0; i < fields.length; i++) {
      array.add(value(row.get(i), fields[i].dataType()));
    }
    return array;
  }

  private static JsonNode value(Object value, DataType type) {
    if (value == null) {
      return CanonicalRow.nothing();
    }
    if (type instanceof StructType struct) {
      return struct((Row) value, struct);
    }
    if (type instanceof ArrayType array) {
      ArrayNode result = CanonicalRow.array();
      CollectionConverters.asJava((scala.collection.Seq<?>) value)
          .forEach(element -> result.add(value(element, array.elementType())));
      return result;
    }
    if (type instanceof MapType map) {
      return CanonicalRow.map(
          entries -> {
            for (Map.Entry<?, ?> entry :
                CollectionConverters.asJava((scala.collection.Map<?, ?>) value).entrySet()) {
              entries.accept(
                  value(entry.getKey(), map.keyType()), value(entry.getValue(), map.valueType()));
            }
          });
    }
    return simple(value, type);
  }

  private static JsonNode simple(Object value, DataType type) {
    if (type.equals(DataTypes.StringType)) {
      return CanonicalRow.text((String) value);
    }
    if (type.equals(DataTypes.LongType) || type.equals(DataTypes.IntegerType)) {
      return CanonicalRow.number(((Number) value).longValue());
    }
    if (type.equals(DataTypes.BooleanType)) {
      return CanonicalRow.truth((Boolean) value);
    }
    if (type.equals(DataTypes.BinaryType)) {
      return CanonicalRow.bytes((byte[]) value);
    }
    if (type.equals(DataTypes.DoubleType)) {
      return CanonicalRow.floating((Double) value);
    }
    if (type.equals(DataTypes.FloatType)) {
      return CanonicalRow.floating((Float) value);
    }
    if (type.equals(DataTypes.DateType)) {
      return CanonicalRow.number(((LocalDate) value).toEpochDay());
    }
    if (type.equals(DataTypes.TimestampType)) {
      Instant instant = (Instant) value;
      return CanonicalRow.number(
          Math.addExact(
              Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toMicros(1)),
              TimeUnit.NANOSECONDS.toMicros(instant.getNano())));
    }
    throw new IllegalArgumentException(
        "No table that comes from Cassandra has a column of Spark's type " + type.sql());
  }
}

package io.pointsman.source;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Maps a Cassandra table's columns to Spark columns: names in their own case, in the order of
 * {@code SELECT *}, all nullable, elements too. Agrees with what the publication makes of the same
 * columns in Iceberg.
 *
 * <table>
 *   <caption>Types</caption>
 *   <tr><th>CQL</th><th>Spark</th></tr>
 *   <tr><td>ascii, text</td><td>string</td></tr>
 *   <tr><td>bigint, counter</td><td>bigint</td></tr>
 *   <tr><td>int, smallint, tinyint</td><td>int</td></tr>
 *   <tr><td>blob, custom types</td><td>binary</td></tr>
 *   <tr><td>boolean, date, double, float</td><td>the same</td></tr>
 *   <tr><td>decimal, varint</td><td>string, exact: neither has a bound on its digits</td></tr>
 *   <tr><td>inet, uuid, timeuuid</td><td>string, textual</td></tr>
 *   <tr><td>duration</td><td>struct of months int, days int, nanoseconds bigint</td></tr>
 *   <tr><td>time</td><td>bigint, nanoseconds of the day</td></tr>
 *   <tr><td>timestamp</td><td>timestamp, microseconds</td></tr>
 *   <tr><td>list, set, vector</td><td>array</td></tr>
 *   <tr><td>map</td><td>map</td></tr>
 *   <tr><td>tuple</td><td>struct of f0, f1, …</td></tr>
 *   <tr><td>user-defined</td><td>struct of its fields</td></tr>
 * </table>
 */
public final class SparkTypes {
  private static final StructType DURATION =
      new StructType()
          .add("months", DataTypes.IntegerType)
          .add("days", DataTypes.IntegerType)
          .add("nanoseconds", DataTypes.LongType);

  private SparkTypes() {}

  /**
   * A table's Spark schema.
   *
   * @throws UnsupportedColumnException naming the column and its type
   */
  public static StructType of(TableSchema table) {
    StructField[] fields =
        table.columns().stream()
            .map(
                column ->
                    DataTypes.createStructField(
                        column.name(), type(column.name(), column.type()), true))
            .toArray(StructField[]::new);
    return new StructType(fields);
  }

  /**
   * One type.
   *
   * @param path the column's name, and the path to the part within it, for messages
   */
  static DataType type(String path, CqlType type) {
    if (type instanceof CqlType.Simple simple) {
      return simple(simple);
    } else if (type instanceof CqlType.ListOf list) {
      return DataTypes.createArrayType(type(path + ".element", list.element()), true);
    } else if (type instanceof CqlType.SetOf set) {
      return DataTypes.createArrayType(type(path + ".element", set.element()), true);
    } else if (type instanceof CqlType.VectorOf vector) {
      return DataTypes.createArrayType(type(path + ".element", vector.element()), true);
    } else if (type instanceof CqlType.MapOf map) {
      return DataTypes.createMapType(
          type(path + ".key", map.key()), type(path + ".value", map.value()), true);
    } else if (type instanceof CqlType.TupleOf tuple) {
      List<CqlType.UserDefined.Field> fields = new ArrayList<>();
      for (CqlType element : tuple.elements()) {
        fields.add(new CqlType.UserDefined.Field("f" + fields.size(), element));
      }
      return struct(path, tuple, fields);
    } else if (type instanceof CqlType.UserDefined userDefined) {
      return struct(path, userDefined, userDefined.fields());
    } else if (type instanceof CqlType.Custom) {
      return DataTypes.BinaryType;
    }
    throw new UnsupportedColumnException(path, type.cql(), "this version does not know it");
  }

  private static DataType simple(CqlType.Simple type) {
    return switch (type) {
      case ASCII, TEXT, INET, UUID, TIMEUUID, DECIMAL, VARINT -> DataTypes.StringType;
      case BIGINT, COUNTER, TIME -> DataTypes.LongType;
      case INT, SMALLINT, TINYINT -> DataTypes.IntegerType;
      case BLOB -> DataTypes.BinaryType;
      case BOOLEAN -> DataTypes.BooleanType;
      case DATE -> DataTypes.DateType;
      case DOUBLE -> DataTypes.DoubleType;
      case FLOAT -> DataTypes.FloatType;
      case TIMESTAMP -> DataTypes.TimestampType;
      case DURATION -> DURATION;
    };
  }

  private static DataType struct(
      String path, CqlType type, List<CqlType.UserDefined.Field> fields) {
    if (fields.isEmpty()) {
      throw new UnsupportedColumnException(path, type.cql(), "it has no fields");
    }
    Set<String> names = new HashSet<>();
    StructType struct = new StructType();
    for (CqlType.UserDefined.Field field : fields) {
      if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
        throw new UnsupportedColumnException(
            path,
            type.cql(),
            "another field's name differs from " + field.name() + " in upper and lower case only");
      }
      struct = struct.add(field.name(), type(path + "." + field.name(), field.type()));
    }
    return struct;
  }
}

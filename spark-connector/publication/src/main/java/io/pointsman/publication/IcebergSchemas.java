package io.pointsman.publication;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.decider.StaticPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Maps a Cassandra table's columns to Iceberg columns: names in their own case, in the order of
 * {@code SELECT *}, all optional, elements too.
 *
 * <table>
 *   <caption>Types</caption>
 *   <tr><th>CQL</th><th>Iceberg</th></tr>
 *   <tr><td>ascii, text</td><td>string</td></tr>
 *   <tr><td>bigint, counter</td><td>long</td></tr>
 *   <tr><td>int, smallint, tinyint</td><td>int</td></tr>
 *   <tr><td>blob, custom types</td><td>binary</td></tr>
 *   <tr><td>boolean, date, double, float</td><td>the same</td></tr>
 *   <tr><td>decimal, varint</td><td>string, exact: neither has a bound on its digits</td></tr>
 *   <tr><td>inet, uuid, timeuuid</td><td>string, textual</td></tr>
 *   <tr><td>duration</td><td>struct of months int, days int, nanoseconds long</td></tr>
 *   <tr><td>time</td><td>long, nanoseconds of the day</td></tr>
 *   <tr><td>timestamp</td><td>timestamptz</td></tr>
 *   <tr><td>list, set, vector</td><td>list</td></tr>
 *   <tr><td>map</td><td>map</td></tr>
 *   <tr><td>tuple</td><td>struct of f0, f1, …</td></tr>
 *   <tr><td>user-defined</td><td>struct of its fields</td></tr>
 * </table>
 */
public final class IcebergSchemas {
  private IcebergSchemas() {}

  /**
   * The Iceberg schema of a table; field ids count from 1 and are assigned anew by a catalog.
   *
   * @throws UnsupportedTypeException naming the column and its type
   */
  public static Schema of(TableSchema table) {
    Mapping mapping = new Mapping();
    List<Types.NestedField> fields = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (TableSchema.Column column : table.columns()) {
      if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new UnsupportedTypeException(
            column.name(),
            column.type().cql(),
            "another column's name differs from it in upper and lower case only");
      }
      // The id is taken first: top-level ids then stand before those of their parts.
      int id = mapping.nextId();
      fields.add(
          Types.NestedField.optional(
              id, column.name(), mapping.type(column.name(), column.type())));
    }
    return new Schema(fields);
  }

  /**
   * What separates a table from a source.
   *
   * @param existing the table's schema now
   * @param wanted what {@link #of} made of the source
   */
  public static SchemaDifference difference(Schema existing, Schema wanted) {
    List<String> added = new ArrayList<>();
    List<String> incompatible = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    compare("", existing.asStruct(), wanted.asStruct(), added, incompatible, kept);
    return new SchemaDifference(added, incompatible, kept);
  }

  /**
   * The same for a run that overwrites one partition: its columns are the run's, not the source's.
   *
   * @param partition null for the whole table
   * @throws io.pointsman.decider.InvalidMovementException when the source has a column of the
   *     partition's
   */
  public static SchemaDifference difference(
      Schema existing, TableSchema source, StaticPartition partition) {
    Schema wanted = of(source);
    PartitionTarget.wanted(wanted, partition);
    return difference(PartitionTarget.besides(existing, partition), wanted);
  }

  private static void compare(
      String prefix,
      Types.StructType existing,
      Types.StructType wanted,
      List<String> added,
      List<String> incompatible,
      List<String> kept) {
    for (Types.NestedField field : wanted.fields()) {
      Types.NestedField old = existing.field(field.name());
      if (old == null) {
        Types.NestedField other = existing.caseInsensitiveField(field.name());
        if (other != null) {
          incompatible.add(
              "'%s%s' is called '%s' in the table".formatted(prefix, field.name(), other.name()));
        } else {
          added.add(prefix + field.name());
        }
      } else {
        compareTypes(prefix + field.name(), old.type(), field.type(), added, incompatible, kept);
      }
    }
    for (Types.NestedField old : existing.fields()) {
      if (wanted.caseInsensitiveField(old.name()) == null) {
        if (old.isRequired()) {
          incompatible.add(
              "'%s%s' is required in the table, but the source has no such column"
                  .formatted(prefix, old.name()));
        } else {
          kept.add(prefix + old.name());
        }
      } else if (old.isRequired()) {
        incompatible.add(
            "'%s%s' is required in the table, but the source may hold nulls"
                .formatted(prefix, old.name()));
      }
    }
  }

  private static void compareTypes(
      String path,
      Type existing,
      Type wanted,
      List<String> added,
      List<String> incompatible,
      List<String> kept) {
    if (existing.isStructType() && wanted.isStructType()) {
      compare(
          path + ".", existing.asStructType(), wanted.asStructType(), added, incompatible, kept);
    } else if (existing.isListType() && wanted.isListType()) {
      Types.ListType list = existing.asListType();
      if (list.isElementRequired()) {
        incompatible.add("'%s.element' is required in the table".formatted(path));
      }
      compareTypes(
          path + ".element",
          list.elementType(),
          wanted.asListType().elementType(),
          added,
          incompatible,
          kept);
    } else if (existing.isMapType() && wanted.isMapType()) {
      Types.MapType map = existing.asMapType();
      if (map.isValueRequired()) {
        incompatible.add("'%s.value' is required in the table".formatted(path));
      }
      List<String> addedToKey = new ArrayList<>();
      compareTypes(
          path + ".key",
          map.keyType(),
          wanted.asMapType().keyType(),
          addedToKey,
          incompatible,
          kept);
      for (String field : addedToKey) {
        incompatible.add(
            "'%s' would be added to a map's key, which Iceberg refuses".formatted(field));
      }
      compareTypes(
          path + ".value",
          map.valueType(),
          wanted.asMapType().valueType(),
          added,
          incompatible,
          kept);
    } else if (!existing.equals(wanted)) {
      incompatible.add(
          "'%s' is %s in the table, %s in the source".formatted(path, existing, wanted));
    }
  }

  /** One walk over a schema, which numbers its fields. */
  private static final class Mapping {
    private int lastId;

    int nextId() {
      return ++lastId;
    }

    Type type(String path, CqlType type) {
      if (type instanceof CqlType.Simple simple) {
        return simple(simple);
      } else if (type instanceof CqlType.ListOf list) {
        return listOf(path, list.element());
      } else if (type instanceof CqlType.SetOf set) {
        return listOf(path, set.element());
      } else if (type instanceof CqlType.VectorOf vector) {
        return listOf(path, vector.element());
      } else if (type instanceof CqlType.MapOf map) {
        int key = nextId();
        int value = nextId();
        return Types.MapType.ofOptional(
            key, value, type(path + ".key", map.key()), type(path + ".value", map.value()));
      } else if (type instanceof CqlType.TupleOf tuple) {
        return tuple(path, tuple);
      } else if (type instanceof CqlType.UserDefined userDefined) {
        return userDefined(path, userDefined);
      } else if (type instanceof CqlType.Custom) {
        return Types.BinaryType.get();
      }
      throw new UnsupportedTypeException(path, type.cql(), "this version does not know it");
    }

    private Type simple(CqlType.Simple type) {
      return switch (type) {
        case ASCII, TEXT, INET, UUID, TIMEUUID, DECIMAL, VARINT -> Types.StringType.get();
        case BIGINT, COUNTER, TIME -> Types.LongType.get();
        case INT, SMALLINT, TINYINT -> Types.IntegerType.get();
        case BLOB -> Types.BinaryType.get();
        case BOOLEAN -> Types.BooleanType.get();
        case DATE -> Types.DateType.get();
        case DOUBLE -> Types.DoubleType.get();
        case FLOAT -> Types.FloatType.get();
        case TIMESTAMP -> Types.TimestampType.withZone();
        case DURATION ->
            Types.StructType.of(
                Types.NestedField.optional(nextId(), "months", Types.IntegerType.get()),
                Types.NestedField.optional(nextId(), "days", Types.IntegerType.get()),
                Types.NestedField.optional(nextId(), "nanoseconds", Types.LongType.get()));
      };
    }

    private Type listOf(String path, CqlType element) {
      int id = nextId();
      return Types.ListType.ofOptional(id, type(path + ".element", element));
    }

    private Type tuple(String path, CqlType.TupleOf tuple) {
      if (tuple.elements().isEmpty()) {
        throw new UnsupportedTypeException(path, tuple.cql(), "it has no elements");
      }
      List<Types.NestedField> fields = new ArrayList<>();
      for (int i = 0; i < tuple.elements().size(); i++) {
        int id = nextId();
        String name = "f" + i;
        fields.add(
            Types.NestedField.optional(id, name, type(path + "." + name, tuple.elements().get(i))));
      }
      return Types.StructType.of(fields);
    }

    private Type userDefined(String path, CqlType.UserDefined type) {
      if (type.fields().isEmpty()) {
        throw new UnsupportedTypeException(path, type.cql(), "it has no fields");
      }
      List<Types.NestedField> fields = new ArrayList<>();
      for (CqlType.UserDefined.Field field : type.fields()) {
        int id = nextId();
        fields.add(
            Types.NestedField.optional(
                id, field.name(), type(path + "." + field.name(), field.type())));
      }
      return Types.StructType.of(fields);
    }
  }
}

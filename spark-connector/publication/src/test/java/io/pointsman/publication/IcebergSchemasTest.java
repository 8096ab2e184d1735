package io.pointsman.publication;

import static io.pointsman.publication.Lake.column;
import static io.pointsman.publication.Lake.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class IcebergSchemasTest {

  @Test
  void everySimpleTypeHasItsPlace() {
    Map<Simple, String> expected =
        Map.ofEntries(
            Map.entry(Simple.ASCII, "string"),
            Map.entry(Simple.BIGINT, "long"),
            Map.entry(Simple.BLOB, "binary"),
            Map.entry(Simple.BOOLEAN, "boolean"),
            Map.entry(Simple.COUNTER, "long"),
            Map.entry(Simple.DATE, "date"),
            Map.entry(Simple.DECIMAL, "string"),
            Map.entry(Simple.DOUBLE, "double"),
            Map.entry(
                Simple.DURATION,
                "struct<2: months: optional int, 3: days: optional int, 4: nanoseconds: optional long>"),
            Map.entry(Simple.FLOAT, "float"),
            Map.entry(Simple.INET, "string"),
            Map.entry(Simple.INT, "int"),
            Map.entry(Simple.SMALLINT, "int"),
            Map.entry(Simple.TEXT, "string"),
            Map.entry(Simple.TIME, "long"),
            Map.entry(Simple.TIMESTAMP, "timestamptz"),
            Map.entry(Simple.TIMEUUID, "string"),
            Map.entry(Simple.TINYINT, "int"),
            Map.entry(Simple.UUID, "string"),
            Map.entry(Simple.VARINT, "string"));

    for (Simple type : Simple.values()) {
      assertThat(type(type)).as(type.cql()).isEqualTo(expected.get(type));
    }
  }

  @Test
  void typesWithPartsAreMappedPartByPart() {
    CqlType address =
        new CqlType.UserDefined(
            "k",
            "address",
            List.of(
                new CqlType.UserDefined.Field("street", Simple.TEXT),
                new CqlType.UserDefined.Field("zip", Simple.INT)),
            true);

    assertThat(type(new CqlType.ListOf(Simple.INT, false))).isEqualTo("list<int>");
    assertThat(type(new CqlType.SetOf(Simple.TEXT, true))).isEqualTo("list<string>");
    assertThat(type(new CqlType.VectorOf(Simple.FLOAT, 3))).isEqualTo("list<float>");
    assertThat(type(new CqlType.MapOf(Simple.TEXT, Simple.BIGINT, false)))
        .isEqualTo("map<string, long>");
    assertThat(type(new CqlType.TupleOf(List.of(Simple.INT, Simple.TEXT))))
        .isEqualTo("struct<2: f0: optional int, 3: f1: optional string>");
    assertThat(type(address)).isEqualTo("struct<2: street: optional string, 3: zip: optional int>");
    assertThat(type(new CqlType.Custom("org.example.Point"))).isEqualTo("binary");
  }

  @Test
  void columnsKeepTheirOrderAndCaseAndAreOptionalDownToTheirElements() {
    Schema schema =
        IcebergSchemas.of(
            schema(
                column("Zeta", new CqlType.MapOf(Simple.TEXT, Simple.INT, false)),
                column("alpha", new CqlType.ListOf(Simple.INT, false))));

    assertThat(schema.columns())
        .extracting(Types.NestedField::name)
        .containsExactly("Zeta", "alpha");
    assertThat(schema.columns()).allMatch(Types.NestedField::isOptional);
    assertThat(schema.findType("Zeta").asMapType().isValueOptional()).isTrue();
    assertThat(schema.findType("alpha").asListType().isElementOptional()).isTrue();
  }

  @Test
  void whatHasNoPlaceIsNamedWithColumnAndType() {
    assertThatThrownBy(
            () ->
                IcebergSchemas.of(
                    schema(
                        column(
                            "shape", new CqlType.ListOf(new CqlType.TupleOf(List.of()), false)))))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageContaining("Column 'shape.element' has the type tuple<>")
        .hasMessageContaining("it has no elements");
    assertThatThrownBy(
            () -> IcebergSchemas.of(schema(column("a", Simple.INT), column("A", Simple.INT))))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageContaining("'A'")
        .hasMessageContaining("upper and lower case only");
  }

  @Test
  void aFieldAddedToAUserDefinedTypeIsAddedInPlace() {
    Schema table = IcebergSchemas.of(schema(column("home", address("street"))));
    Schema source = IcebergSchemas.of(schema(column("home", address("street", "zip"))));

    SchemaDifference difference = IcebergSchemas.difference(table, source);

    assertThat(difference.added()).containsExactly("home.zip");
    assertThat(difference.canFollow()).isTrue();
    assertThat(difference.fits()).isFalse();
  }

  @Test
  void aFieldAddedToAMapsKeyCannotBeFollowed() {
    Schema table =
        IcebergSchemas.of(
            schema(column("m", new CqlType.MapOf(address("street"), Simple.INT, false))));
    Schema source =
        IcebergSchemas.of(
            schema(column("m", new CqlType.MapOf(address("street", "zip"), Simple.INT, false))));

    assertThat(IcebergSchemas.difference(table, source).incompatible())
        .containsExactly("'m.key.zip' would be added to a map's key, which Iceberg refuses");
  }

  @Test
  void aTableThatSomebodyElseMadeIsHeldAgainstTheSource() {
    Schema table =
        new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "Name", Types.StringType.get()),
            Types.NestedField.required(3, "loaded_at", Types.TimestampType.withZone()),
            Types.NestedField.optional(4, "note", Types.StringType.get()));
    Schema source =
        IcebergSchemas.of(schema(column("id", Simple.BIGINT), column("name", Simple.TEXT)));

    SchemaDifference difference = IcebergSchemas.difference(table, source);

    assertThat(difference.incompatible())
        .containsExactly(
            "'name' is called 'Name' in the table",
            "'id' is required in the table, but the source may hold nulls",
            "'loaded_at' is required in the table, but the source has no such column");
    assertThat(difference.kept()).containsExactly("note");
  }

  private static CqlType address(String... fields) {
    return new CqlType.UserDefined(
        "k",
        "address",
        List.of(fields).stream()
            .map(field -> new CqlType.UserDefined.Field(field, Simple.TEXT))
            .toList(),
        true);
  }

  private static String type(CqlType type) {
    return IcebergSchemas.of(schema(column("c", type))).findType("c").toString();
  }
}

package io.pointsman.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import io.pointsman.backup.TableSchema;
import io.pointsman.publication.IcebergSchemas;
import io.pointsman.publication.UnsupportedTypeException;
import io.pointsman.source.SparkTypes;
import io.pointsman.source.UnsupportedColumnException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The worker makes the destination's columns, the job its rows: both must mean the same types. */
class TypesAgreeTest {
  static Stream<CqlType> types() {
    List<CqlType> types = new ArrayList<>(Arrays.asList(Simple.values()));
    types.add(new CqlType.Custom("org.example.Type"));
    for (CqlType element : List.copyOf(types)) {
      types.add(new CqlType.ListOf(element, false));
      types.add(new CqlType.SetOf(element, true));
      types.add(new CqlType.VectorOf(element, 3));
      types.add(new CqlType.MapOf(element, element, false));
      types.add(new CqlType.TupleOf(List.of(element, element)));
      types.add(structOf(element));
    }
    types.add(
        new CqlType.MapOf(
            structOf(Simple.INT), new CqlType.ListOf(structOf(Simple.DURATION), true), true));
    return types.stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeMapsToTheSameColumn(CqlType type) {
    TableSchema table = table(type);
    assertThat(SparkTypes.of(table)).isEqualTo(SparkSchemaUtil.convert(IcebergSchemas.of(table)));
  }

  @Test
  void whatOneRefusesTheOtherRefuses() {
    TableSchema table = table(new CqlType.TupleOf(List.of()));
    assertThatThrownBy(() -> SparkTypes.of(table))
        .isInstanceOf(UnsupportedColumnException.class)
        .hasMessageContaining("Column 'Value' has the type tuple<>");
    assertThatThrownBy(() -> IcebergSchemas.of(table)).isInstanceOf(UnsupportedTypeException.class);
  }

  private static CqlType structOf(CqlType element) {
    return new CqlType.UserDefined(
        "shop",
        "pair",
        List.of(
            new CqlType.UserDefined.Field("first", element),
            new CqlType.UserDefined.Field("Second", element)),
        true);
  }

  private static TableSchema table(CqlType type) {
    return new TableSchema(
        "shop",
        "orders",
        List.of(
            new TableSchema.Column("id", Simple.UUID, TableSchema.Kind.PARTITION_KEY, 0, false),
            new TableSchema.Column("Value", type, TableSchema.Kind.REGULAR, -1, false)));
  }
}

package io.pointsman.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import io.pointsman.backup.TableSchema;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SparkTypesTest {
  @Test
  void columnsKeepTheirNamesAndOrder() {
    StructType schema =
        SparkTypes.of(
            new TableSchema(
                "shop",
                "orders",
                List.of(
                    column("Id", Simple.UUID),
                    column("at", Simple.TIMESTAMP),
                    column("total", Simple.DECIMAL),
                    column(
                        "lines",
                        new CqlType.ListOf(
                            new CqlType.UserDefined(
                                "shop",
                                "line",
                                List.of(
                                    new CqlType.UserDefined.Field("sku", Simple.TEXT),
                                    new CqlType.UserDefined.Field("count", Simple.SMALLINT)),
                                true),
                            true)))));
    assertThat(schema.catalogString())
        .isEqualTo(
            "struct<Id:string,at:timestamp,total:string,lines:array<struct<sku:string,count:int>>>");
  }

  @Test
  void aPartThatIsNotReadIsNamedWithItsPath() {
    CqlType type = new CqlType.MapOf(Simple.TEXT, new CqlType.TupleOf(List.of()), true);
    assertThatThrownBy(
            () -> SparkTypes.of(new TableSchema("shop", "t", List.of(column("m", type)))))
        .isInstanceOf(UnsupportedColumnException.class)
        .hasMessage(
            "Column 'm.value' has the type tuple<>, which the Spark connector does not read: it has"
                + " no fields");
  }

  private static TableSchema.Column column(String name, CqlType type) {
    return new TableSchema.Column(name, type, TableSchema.Kind.REGULAR, -1, false);
  }
}

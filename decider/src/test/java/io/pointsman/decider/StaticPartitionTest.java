package io.pointsman.decider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticPartitionTest {

  @Test
  void columnsStandInOneOrderAndTheTextTellsAllPartitionsApart() {
    StaticPartition one = of(text("b", "x/c=y"), text("a", "ü"));
    StaticPartition two = of(text("a", "ü"), text("b", "x"), text("c", "y"));

    assertThat(one).isEqualTo(of(text("a", "ü"), text("b", "x/c=y")));
    assertThat(one).hasToString("a=%C3%BC/b=x%2Fc%3Dy");
    assertThat(two).hasToString("a=%C3%BC/b=x/c=y");
  }

  @Test
  void itGoesThroughJsonUnchanged() throws Exception {
    StaticPartition partition =
        of(new StaticPartition.Value("day", PartitionType.DATE, "2027-01-31"), text("a", "'\"\\"));

    String json = WireJson.mapper().writeValueAsString(partition);

    assertThat(WireJson.mapper().readValue(json, StaticPartition.class)).isEqualTo(partition);
    assertThat(json).contains("\"date\"");
  }

  @Test
  void aValueHasItsColumnsType() {
    StaticPartition partition = of(text("day", "2027-01-31"));

    StaticPartition typed = partition.typed(Map.of("day", PartitionType.DATE));

    assertThat(typed.values().get(0).typed()).isEqualTo(LocalDate.of(2027, 1, 31));
    assertThatThrownBy(() -> partition.typed(Map.of("day", PartitionType.LONG)))
        .isInstanceOf(InvalidMovementException.class)
        .hasMessage(
            "Not a movement: field 'partition.day' is '2027-01-31'; the column is of type long,"
                + " expected a whole number of 64 bits, such as 7");
  }

  @ParameterizedTest
  @CsvSource({
    "DATE, 2027-02-30",
    "DATE, 2027-1-31",
    "DATE, 20270131",
    "DATE, +12027-01-31",
    "INT, 07",
    "INT, 2147483648",
    "INT, 1e3",
    "INT, -0",
    "LONG, 9223372036854775808",
    "LONG, ' 7'",
    "BOOLEAN, TRUE",
    "BOOLEAN, yes",
    "STRING, ''",
    "STRING, ${workflow.input.movement}"
  })
  void aTextThatIsNoValueOfItsTypeOrNotItsOnlyOneIsRefused(PartitionType type, String text) {
    assertThat(type.value(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u0000", "\u0085", "\ud800"})
  void textsThatNotEverySystemCanHoldAreRefused(String text) {
    assertThatThrownBy(() -> text("region", text)).isInstanceOf(InvalidMovementException.class);
  }

  @Test
  void aLongTextIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> text("region", "x".repeat(1_000_000)))
        .isInstanceOf(InvalidMovementException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a b", "1a", "_file", "a`b", "a;drop table x", "tägl", "../a"})
  void columnsHavePlainNames(String column) {
    assertThatThrownBy(() -> text(column, "x"))
        .isInstanceOf(InvalidMovementException.class)
        .hasMessageContaining("field 'partition'");
  }

  @Test
  void columnsAreFewAndDiffer() {
    assertThatThrownBy(() -> of()).hasMessageContaining("0 columns");
    assertThatThrownBy(() -> of(text("a", "x"), text("A", "y"))).hasMessageContaining("twice");
    assertThatThrownBy(
            () ->
                of(text("a", "x"), text("b", "x"), text("c", "x"), text("d", "x"), text("e", "x")))
        .hasMessageContaining("5 columns; expected 1 to 4");
  }

  private static StaticPartition of(StaticPartition.Value... values) {
    return new StaticPartition(List.of(values));
  }

  private static StaticPartition.Value text(String column, String value) {
    return new StaticPartition.Value(column, PartitionType.STRING, value);
  }
}

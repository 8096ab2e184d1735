package io.pointsman.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static final List<String> COLUMNS = List.of("k", "v");
  private static final List<String> FIRST = List.of("01", "aa");
  private static final List<String> SECOND = List.of("02", LiveRows.NULL);

  @Test
  void theSameRowsInTheSameOrderAreNoDifference() {
    assertThat(between(List.of(FIRST, SECOND), List.of(FIRST, SECOND))).isNull();
  }

  @Test
  void aRowThatIsMissingOrMoreIsShown() {
    Difference difference = between(List.of(FIRST, FIRST), List.of(FIRST, SECOND));
    assertThat(difference.what()).isEqualTo("it: 2 rows differ; the nodes have 2, the reader 2");
    assertThat(difference.samples()).containsExactly("- [01, aa]", "+ [02, null]");
  }

  @Test
  void theOrderCounts() {
    assertThat(between(List.of(FIRST, SECOND), List.of(SECOND, FIRST)).what())
        .contains("another order");
  }

  @Test
  void anEmptyValueIsNotNull() {
    assertThat(between(List.of(List.of("01", "")), List.of(List.of("01", LiveRows.NULL))))
        .isNotNull();
  }

  @Test
  void columnsCount() {
    LiveRows live = new LiveRows(COLUMNS, List.of());
    assertThat(Difference.between("it", live, new LiveRows(List.of("k"), List.of())).what())
        .contains("columns are [k], not [k, v]");
  }

  private static Difference between(List<List<String>> live, List<List<String>> read) {
    return Difference.between("it", new LiveRows(COLUMNS, live), new LiveRows(COLUMNS, read));
  }
}

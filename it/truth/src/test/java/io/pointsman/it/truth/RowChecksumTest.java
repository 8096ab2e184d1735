package io.pointsman.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.StructLike;
import org.junit.jupiter.api.Test;

class RowChecksumTest {

  private record Row(List<Object> values) implements StructLike {
    @Override
    public int size() {
      return values.size();
    }

    @Override
    public <T> T get(int position, Class<T> type) {
      return type.cast(values.get(position));
    }

    @Override
    public <T> void set(int position, T value) {
      throw new UnsupportedOperationException("A row of a test does not change");
    }
  }

  private static Row row(Object... values) {
    return new Row(Arrays.asList(values));
  }

  private static String of(Row... rows) {
    RowChecksum checksum = new RowChecksum();
    Arrays.stream(rows).forEach(checksum::add);
    return checksum.rows() + " " + checksum.text();
  }

  @Test
  void theOrderOfRowsDoesNotMatterButTheirNumberDoes() {
    assertThat(of(row("a"), row("b"))).isEqualTo(of(row("b"), row("a")));
    assertThat(of(row("a"))).isNotEqualTo(of(row("a"), row("a")));
    assertThat(of(row("a"), row("a"), row("b"))).isNotEqualTo(of(row("a"), row("b"), row("b")));
  }

  @Test
  void valuesThatLookAlikeAreToldApart() {
    assertThat(of(row("a", "b"))).isNotEqualTo(of(row("ab", "")));
    assertThat(of(row(null, "a"))).isNotEqualTo(of(row("a", null)));
    assertThat(of(row("null"))).isNotEqualTo(of(row((Object) null)));
    assertThat(of(row(List.of("a"), List.of()))).isNotEqualTo(of(row(List.of(), List.of("a"))));
    assertThat(of(row(ByteBuffer.wrap(new byte[] {1}))))
        .isNotEqualTo(of(row(ByteBuffer.wrap(new byte[] {2}))));
  }

  @Test
  void aMapsEntriesMayComeInAnyOrder() {
    Map<String, String> one = new LinkedHashMap<>();
    one.put("a", "1");
    one.put("b", "2");
    Map<String, String> other = new LinkedHashMap<>();
    other.put("b", "2");
    other.put("a", "1");
    assertThat(of(row(one))).isEqualTo(of(row(other)));
  }
}

package io.pointsman.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteDefaultsTest {
  private static final String CODEC = "write.parquet.compression-codec";

  @Test
  void aTableAsIcebergCreatesItIsWrittenWithTheCheapestLevel() {
    assertThat(WriteDefaults.options(Map.of(CODEC, "zstd")))
        .containsExactly(Map.entry("compression-level", "1"));
    assertThat(WriteDefaults.options(Map.of(CODEC, "ZSTD", "write.format.default", "PARQUET")))
        .containsExactly(Map.entry("compression-level", "1"));
  }

  @Test
  void aLevelOfTheTablesOwnWins() {
    assertThat(WriteDefaults.options(Map.of(CODEC, "zstd", "write.parquet.compression-level", "9")))
        .isEmpty();
  }

  @Test
  void anotherCodecOrFormatIsLeftAlone() {
    assertThat(WriteDefaults.options(Map.of(CODEC, "gzip"))).isEmpty();
    assertThat(WriteDefaults.options(Map.of())).isEmpty();
    assertThat(WriteDefaults.options(Map.of(CODEC, "zstd", "write.format.default", "avro")))
        .isEmpty();
  }
}

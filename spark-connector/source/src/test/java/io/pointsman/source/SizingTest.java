package io.pointsman.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingTest {
  private static final long MIB = 1L << 20;

  @ParameterizedTest
  @CsvSource({
    // data MiB, cores, splits
    "0, 8, 1",
    "1, 8, 1",
    "9, 8, 2",
    "100, 8, 8",
    "1024, 8, 8",
    "1025, 8, 9",
    "12800, 2, 100",
  })
  void splitsFollowTheDataAndKeepEveryCoreBusy(long mebibytes, int cores, int splits) {
    assertThat(Sizing.of(mebibytes * MIB, 3, 128 * MIB, null, cores).splits()).isEqualTo(splits);
  }

  @Test
  void whoAsksForSplitsGetsThem() {
    Sizing sizing = Sizing.of(MIB, 3, 128 * MIB, 64, 2);
    assertThat(sizing.splits()).isEqualTo(64);
    assertThat(sizing.formula())
        .isEqualTo("splits = 64, as asked; 1048576 bytes of data in 3 SSTables");
  }

  @Test
  void theFormulaIsPrintedWithItsNumbers() {
    assertThat(Sizing.of(1000 * MIB, 12, 128 * MIB, null, 2).formula())
        .isEqualTo(
            "splits = max(2, ceil(1048576000 bytes of data / 134217728 bytes a split)) = 8; 12"
                + " SSTables");
  }
}

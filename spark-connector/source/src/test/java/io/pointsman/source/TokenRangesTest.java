package io.pointsman.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.source.TokenRanges.TokenRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRangesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
  void rangesCoverTheRingOnceAndAreOfOneWidth(int splits) {
    TokenRange[] ranges = TokenRanges.of(splits);
    assertThat(ranges).hasSize(splits);
    assertThat(ranges[0].startExclusive()).isEqualTo(Long.MIN_VALUE);
    assertThat(ranges[splits - 1].endInclusive()).isEqualTo(Long.MAX_VALUE);
    double width = Math.scalb(1.0, 64) / splits;
    for (int i = 0; i < splits; i++) {
      if (i > 0) {
        assertThat(ranges[i].startExclusive()).isEqualTo(ranges[i - 1].endInclusive());
      }
      assertThat((double) ranges[i].endInclusive() - ranges[i].startExclusive())
          .isCloseTo(width, org.assertj.core.data.Percentage.withPercentage(0.001));
    }
  }
}

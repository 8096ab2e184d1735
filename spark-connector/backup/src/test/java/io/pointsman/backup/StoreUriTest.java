package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUriTest {
  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a/b, bucket, a/b",
    "s3://bucket/a/b/, bucket, a/b",
    "s3a://bucket/a, bucket, a",
    "s3://bucket/, bucket, ''",
    "s3://bucket, bucket, ''"
  })
  void bucketAndPrefixComeApart(String uri, String bucket, String prefix) {
    assertThat(StoreUri.parse(uri)).isEqualTo(new StoreUri(bucket, prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bucket/a",
        "http://bucket/a",
        "s3:/bucket/a",
        "s3:///a",
        "s3://bucket/a/../b",
        "s3://bucket//a",
        "s3://bucket/./a",
        "s3://b u/a",
        "s3://bucket/a\nb"
      })
  void anythingElseIsRefused(String uri) {
    assertThatThrownBy(() -> StoreUri.parse(uri)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysLieBelowThePrefix() {
    assertThat(StoreUri.parse("s3://bucket/a").key("x")).isEqualTo("a/x");
    assertThat(StoreUri.parse("s3://bucket").key("x")).isEqualTo("x");
    assertThat(StoreUri.parse("s3a://bucket/a/")).hasToString("s3://bucket/a");
  }
}

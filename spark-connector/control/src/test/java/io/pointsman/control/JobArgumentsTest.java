package io.pointsman.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.StoreUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobArgumentsTest {
  @Test
  void whatIsWrittenIsReadBack() {
    JobArguments full =
        new JobArguments(
            new ControlLocation(
                StoreUri.parse("s3://bucket/p/q"), "http://127.0.0.1:9", "r", true, "name"),
            Requests.key(3));
    assertThat(JobArguments.parse(full.toList().toArray(String[]::new))).isEqualTo(full);
    JobArguments plain =
        new JobArguments(
            new ControlLocation(StoreUri.parse("s3://bucket"), null, null, false, null),
            Requests.key(1));
    assertThat(JobArguments.parse(plain.toList().toArray(String[]::new))).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--control s3://bucket/p | Argument --key is missing",
        "--key a/1/SPARK/1 | Argument --control is missing",
        "--control | Argument --control has no value",
        "--controls x | Unknown argument --controls",
        "--control s3://bucket --key a/1/SPARK | expected <runId>/<execution>/<connector>/<attempt>",
        "--control s3://bucket --key .a/1/SPARK/1 | A run id matches",
        "--control s3://bucket --key a/0/SPARK/1 | Execution and attempt begin at 1",
      })
  void aFaultIsNamed(String words, String message) {
    assertThatThrownBy(() -> JobArguments.parse(words.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}

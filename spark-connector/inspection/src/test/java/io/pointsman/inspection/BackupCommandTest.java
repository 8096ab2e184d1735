package io.pointsman.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "list",
        "list http://bucket/x",
        "list s3://bucket/x --layout tape --endpoint http://127.0.0.1:1",
        "list s3://bucket/x --unknown",
        "doctor s3://bucket/x --table orders",
        "show s3://bucket/x --as-of yesterday",
      })
  void whatIsTypedWrongIsAMatterOfUsage(String arguments) {
    assertThat(BackupCommand.run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
        .isEqualTo(2);
  }

  @Test
  void theAnswerIsOkExactlyWhenAllChecksHeld() {
    Answer answer = new Answer();
    answer.check("one", true, 1, "things");
    assertThat(answer.ok()).isTrue();
    answer.check("other", false, 0, "things");
    assertThat(answer.ok()).isFalse();
    assertThat(answer.document().get("ok").asBoolean()).isFalse();
    assertThat(answer.document().get("checks")).hasSize(2);
  }
}

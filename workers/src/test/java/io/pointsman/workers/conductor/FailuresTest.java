package io.pointsman.workers.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pointsman.decider.FailureReason;
import io.pointsman.workflows.ConductorApi;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final PolledTask TASK =
      new PolledTask(JsonNodeFactory.instance.objectNode().put("taskType", "claim_spark"));

  @Test
  void theInnermostCauseThatHasANameGivesItAndTheMessageIsItsOwn() {
    TaskAnswer.Failed failed =
        new Failures()
            .answer(
                TASK,
                new RuntimeException(
                    "java.util.concurrent.ExecutionException: wrapped",
                    new ExecutionException(new ServiceFailureException("the catalog is full"))));
    assertThat(failed.reason()).isEqualTo(FailureReason.CATALOG_UNAVAILABLE);
    assertThat(failed.retry()).isTrue();
    assertThat(failed.message())
        .contains("the catalog is full")
        .doesNotContain("ExecutionException", "wrapped");
  }

  @Test
  void whatIsKnownKeepsItsNameAndItsMessage() {
    TaskAnswer.Failed failed =
        new Failures()
            .answer(
                TASK, TaskFailedException.terminal(FailureReason.AUDIT_FAILED, "5 rows, not 6"));
    assertThat(failed.reasonForIncompletion()).isEqualTo("AUDIT_FAILED: 5 rows, not 6");
    assertThat(failed.retry()).isFalse();
  }

  @Test
  void aConductorThatDoesNotAnswerIsNamedWithItsAddress() {
    Throwable thrown = null;
    try {
      new ConductorApi(URI.create("http://127.0.0.1:9")).workflow("x");
    } catch (IOException e) {
      thrown = e;
    }
    TaskAnswer.Failed failed = new Failures().answer(TASK, thrown);
    assertThat(failed.reason()).isEqualTo(FailureReason.UNKNOWN);
    assertThat(failed.retry()).isTrue();
    assertThat(failed.message()).contains("Conductor at http://127.0.0.1:9/api does not answer");
  }

  @Test
  void aLongMessageIsCut() {
    TaskAnswer.Failed failed = new Failures().answer(TASK, new IOException("x".repeat(100_000)));
    assertThat(failed.message()).hasSizeLessThan(2100);
  }
}

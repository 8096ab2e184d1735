package io.pointsman.it.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.publication.PublishResult;
import io.pointsman.publication.PublishRules;
import io.pointsman.registry.api.RunExecution;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;

/** What tests look at when a run has ended. */
final class RunAssertions {
  private RunAssertions() {}

  /** Whether a worker has looked at the awaiting task's job. */
  static boolean awaited(JsonNode workflow, String reference) {
    for (JsonNode task : workflow.path("tasks")) {
      if (task.path("referenceTaskName").asText().equals(reference)
          && task.path("outputData").has("progress")) {
        return true;
      }
    }
    return false;
  }

  static void assertCancelled(WorkflowWorld world, String runId, String why) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              RunExecution known = world.registry.run(runId).get(0);
              assertThat(known.outcome()).isNotNull();
              assertThat(known.outcome().failure()).isEqualTo(FailureReason.CANCELLED);
              assertThat(known.outcome().message()).contains(why);
            });
  }

  static void assertServed(JsonNode run, Connector by, String reason, long rows) {
    assertThat(run.path("status").asText())
        .as(run.path("reasonForIncompletion").asText())
        .isEqualTo("COMPLETED");
    JsonNode output = run.path("output");
    assertThat(output.path("servedBy").asText()).as(output.toString()).isEqualTo(by.name());
    assertThat(output.path("reason").asText()).as(output.toString()).isEqualTo(reason);
    assertThat(output.path("rows").asLong()).isEqualTo(rows);
    assertThat(output.path("snapshotId").isIntegralNumber()).isTrue();
    assertThat(output.path("summary").asText()).startsWith(by + " served");
  }

  static void assertFallback(JsonNode run, FailureReason reason, String message) {
    JsonNode fallback = run.path("output").path("fallback");
    assertThat(fallback.path("failure").asText()).isEqualTo(reason.name());
    assertThat(fallback.path("message").asText()).contains(message);
  }

  /** What a publish that woke up late would do. */
  static void assertSparkCannotPublish(WorkflowWorld world, String runId, Movement movement)
      throws Exception {
    JsonNode claim =
        WorkflowWorld.tasks(
                world.conductor.workflow(world.subWorkflow(runId)).orElseThrow(),
                "claim_spark",
                "COMPLETED")
            .findFirst()
            .orElseThrow()
            .path("outputData")
            .path("claim");
    PublishResult late =
        world
            .tables
            .destination(movement)
            .publish(
                claim.path("claimId").asText(),
                4711,
                PublishRules.replace(Instant.now().plusSeconds(10)));
    assertThat(late).isNotInstanceOf(PublishResult.Published.class);
    assertThat(world.tables.published(movement)).hasSize(1);
  }
}

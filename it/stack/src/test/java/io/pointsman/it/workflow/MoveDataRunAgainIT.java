package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Conductor's restart, rerun and retry: each keeps the workflow's id. */
@ExtendWith(SharedParts.class)
class MoveDataRunAgainIT {
  @TempDir private static Path folder;
  private static WorkflowWorld world;

  @BeforeAll
  static void begin(ConductorServer conductor, S3Server s3) throws Exception {
    world = WorkflowWorld.patient(conductor, s3, folder);
    world.startWorker(Role.values());
  }

  @AfterAll
  static void end() {
    world.close();
  }

  @Test
  void restartOfACompletedRunIsAnotherExecution() throws Exception {
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Stages(4));
    String runId = world.start(movement);
    assertThat(world.ended(runId).path("output").path("execution").asInt()).isEqualTo(1);

    world.conductor.restart(runId);
    JsonNode again = world.ended(runId);

    assertThat(again.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(again.path("output").path("execution").asInt()).isEqualTo(2);
    assertThat(world.spark.started(runId)).extracting(JobKey::execution).containsExactly(1, 2);
    assertThat(world.tables.published(movement)).hasSize(2);
    assertThat(world.registry.run(runId)).hasSize(2);
  }

  @Test
  void restartOfAFailedRunIsAnotherExecution() throws Exception {
    Movement movement = failing();
    String runId = world.start(movement);
    assertThat(world.ended(runId).path("status").asText()).isEqualTo("FAILED");
    awaitOutcome(runId);

    world.spark.script(movement.id(), new Script.Stages(6));
    world.conductor.restart(runId);
    JsonNode again = world.ended(runId);

    assertThat(again.path("output").path("servedBy").asText()).isEqualTo("SPARK");
    assertThat(again.path("output").path("execution").asInt()).isEqualTo(2);
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void everyRetryAfterLegacyFailedMakesOneFurtherLegacyAttempt() throws Exception {
    Movement movement = failing();
    String runId = world.start(movement);
    assertThat(world.ended(runId).path("status").asText()).isEqualTo("FAILED");
    awaitOutcome(runId);
    Script again = new Script.Fails(FailureReason.LEGACY_FAILED, "disk full");
    world.legacy.script(movement.id(), again, again, new Script.Stages(6));

    world.conductor.retry(runId);
    awaitAttempts(runId, 2);
    assertThat(world.ended(runId).path("status").asText()).isEqualTo("FAILED");
    awaitFailureReported(runId, 2);
    world.conductor.retry(runId);
    awaitAttempts(runId, 3);
    assertServed(world.ended(runId), Connector.LEGACY, "SPARK_FAILED", 6);

    assertThat(world.legacy.started(runId)).extracting(JobKey::attempt).containsExactly(1, 2, 3);
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  private static void awaitAttempts(String runId, int attempts) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(world.legacy.started(runId)).hasSize(attempts));
  }

  /** Conductor writes a failed run once more when it has started the failure workflow. */
  private static void awaitFailureReported(String runId, int attempts) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              RunExecution known = world.registry.run(runId).get(0);
              assertThat(known.outcome().message()).contains("Attempt " + attempts);
            });
  }

  @Test
  void retryAfterLegacyFailedMakesAnotherLegacyAttempt() throws Exception {
    Movement movement = failing();
    String runId = world.start(movement);
    assertThat(world.ended(runId).path("status").asText()).isEqualTo("FAILED");
    awaitOutcome(runId);

    world.legacy.script(
        movement.id(),
        new Script.Fails(FailureReason.LEGACY_FAILED, "disk full"),
        new Script.Stages(6));
    world.conductor.retry(runId);
    JsonNode again = world.ended(runId);

    assertThat(again.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(again.path("output").path("servedBy").asText()).isEqualTo("LEGACY");
    assertThat(again.path("output").path("fallback").path("failure").asText())
        .isEqualTo("SPARK_FAILED");
    assertThat(world.legacy.started(runId)).extracting(JobKey::attempt).containsExactly(1, 2);
    assertThat(world.tables.published(movement)).hasSize(1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(world.registry.run(runId).get(0).outcome().servedBy()).isNotNull());
  }

  @Test
  void rerunFromAwaitLegacyFindsWhatWasDone() throws Exception {
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    String runId = world.start(movement);
    JsonNode first = world.ended(runId);
    String await = world.task(runId, "await_legacy", "COMPLETED").path("taskId").asText();

    world.conductor.rerun(runId, await);
    JsonNode again = world.ended(runId);

    assertThat(again.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(again.path("output").path("snapshotId"))
        .isEqualTo(first.path("output").path("snapshotId"));
    assertThat(world.legacy.started(runId)).hasSize(1);
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void rerunFromAnyTaskOfTheLegacyBranchMovesNothingTwice() throws Exception {
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    String runId = world.start(movement);
    JsonNode first = world.ended(runId);
    // The last one first: what a rerun goes past is not there any more after it.
    for (String task : List.of("confirm_legacy", "submit_legacy", "claim_legacy")) {
      String id = world.task(runId, task, "COMPLETED").path("taskId").asText();
      world.conductor.rerun(runId, id);
      JsonNode again = world.ended(runId);
      assertThat(again.path("status").asText()).as(task).isEqualTo("COMPLETED");
      assertThat(again.path("output").path("snapshotId"))
          .as(task)
          .isEqualTo(first.path("output").path("snapshotId"));
      assertThat(again.path("output").path("servedBy").asText()).as(task).isEqualTo("LEGACY");
      assertThat(world.tables.published(movement)).as(task).hasSize(1);
      assertThat(world.legacy.started(runId)).as(task).hasSize(1);
    }
  }

  @Test
  void aRestartThatFailsDoesNotReportWhatTheExecutionBeforeItDid() throws Exception {
    Movement movement = world.movement();
    String runId = world.start(movement);
    assertThat(world.ended(runId).path("output").path("servedBy").asText()).isEqualTo("SPARK");
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(movement.id(), new Script.Fails(FailureReason.LEGACY_FAILED, "disk full"));

    world.conductor.restart(runId);
    JsonNode again = world.ended(runId);

    assertThat(again.path("status").asText()).isEqualTo("FAILED");
    assertThat(again.path("output").path("servedBy").isNull()).isTrue();
    assertThat(again.path("output").path("snapshotId").isNull()).isTrue();
    assertThat(world.tables.published(movement)).hasSize(1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              RunExecution second = world.registry.run(runId).get(0);
              assertThat(second.execution()).isEqualTo(2);
              assertThat(second.outcome()).isNotNull();
              assertThat(second.outcome().servedBy()).isNull();
            });
    assertThat(world.registry.run(runId).get(1).outcome().servedBy()).isEqualTo(Connector.SPARK);
  }

  @Test
  void rerunFromAwaitSparkFindsWhatWasDone() throws Exception {
    Movement movement = world.movement();
    String runId = world.start(movement);
    JsonNode first = world.ended(runId);
    String sub = world.subWorkflow(runId);
    JsonNode await =
        WorkflowWorld.tasks(world.conductor.workflow(sub).orElseThrow(), "await_spark", "COMPLETED")
            .findFirst()
            .orElseThrow();

    world.conductor.rerun(sub, await.path("taskId").asText());
    JsonNode again = world.ended(sub);

    assertThat(again.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(again.path("output").path("verdict").asText()).isEqualTo("SERVED");
    assertThat(again.path("output").path("result").path("snapshotId"))
        .isEqualTo(first.path("output").path("snapshotId"));
    assertThat(world.spark.started(runId)).hasSize(1);
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void retryOfTheSubWorkflowAloneRefusesAfterTheFallbackServed() throws Exception {
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.STORE_UNAVAILABLE, "503"));
    String runId = world.start(movement);
    JsonNode first = world.ended(runId);
    assertThat(first.path("output").path("servedBy").asText()).isEqualTo("LEGACY");
    String sub = world.subWorkflow(runId);

    // Were it allowed, the third attempt would stage and publish.
    world.spark.script(
        movement.id(),
        new Script.Fails(FailureReason.STORE_UNAVAILABLE, "503"),
        new Script.Fails(FailureReason.STORE_UNAVAILABLE, "503"),
        new Script.Stages(99));
    world.conductor.retry(sub);
    JsonNode again = world.ended(sub);

    assertThat(again.path("status").asText()).isEqualTo("FAILED");
    assertThat(world.spark.started(runId)).hasSize(2);
    assertThat(world.tables.published(movement)).hasSize(1);
    assertThat(world.ended(runId).path("output")).isEqualTo(first.path("output"));
  }

  private static Movement failing() {
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(movement.id(), new Script.Fails(FailureReason.LEGACY_FAILED, "disk full"));
    return movement;
  }

  private static void awaitOutcome(String runId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                world.registry.run(runId).stream()
                    .map(RunExecution::outcome)
                    .anyMatch(outcome -> outcome != null));
  }
}

package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertFallback;
import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static io.pointsman.it.workflow.RunAssertions.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobKey;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.workers.config.Role;
import io.pointsman.workflows.Definitions;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every way that engines lead a run, on a real Conductor server. */
@ExtendWith(SharedParts.class)
class MoveDataEdgesIT {
  @TempDir private static Path folder;
  private static WorkflowWorld world;

  @BeforeAll
  static void begin(ConductorServer conductor, S3Server s3) throws Exception {
    world = new WorkflowWorld(conductor, s3, folder);
  }

  @AfterAll
  static void end() {
    world.close();
  }

  @AfterEach
  void stopWorkers() {
    world.stopWorkers();
  }

  @Test
  void whatSparkStagesIsPublishedAndReported() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Stages(12));

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("COMPLETED");
    assertServed(run, Connector.SPARK, "DEFAULT", 12);
    assertThat(run.path("correlationId").asText()).isEqualTo(movement.id());
    assertThat(run.path("output").path("fallback").isNull()).isTrue();
    assertThat(run.path("output").path("backupId").asText()).isEqualTo("nightly");
    assertThat(world.tables.published(movement)).hasSize(1);
    assertThat(world.tables.runBranches(movement)).isEmpty();
    assertThat(world.legacy.started(runId)).isEmpty();
    RunExecution known = world.registry.run(runId).get(0);
    assertThat(known.outcome().servedBy()).isEqualTo(Connector.SPARK);
    assertThat(known.outcome().snapshotId())
        .isEqualTo(run.path("output").path("snapshotId").asLong());
  }

  @Test
  void aFaultThatPassesGetsOneMoreSparkAttempt() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(
        movement.id(),
        new Script.Fails(FailureReason.STORE_UNAVAILABLE, "503 SlowDown"),
        new Script.Stages(3));

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.SPARK, "DEFAULT", 3);
    assertThat(world.spark.started(runId)).extracting(JobKey::attempt).containsExactly(1, 2);
    assertThat(run.path("output").path("bytesRead").asLong()).isEqualTo(350);
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void aSparkThatFailsForGoodIsServedByLegacy() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(
        movement.id(), new Script.Fails(FailureReason.SPARK_OUT_OF_MEMORY, "Java heap space"));
    world.legacy.script(movement.id(), new Script.Stages(9));

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "SPARK_OUT_OF_MEMORY", 9);
    assertFallback(run, FailureReason.SPARK_OUT_OF_MEMORY, "Java heap space");
    assertThat(world.spark.started(runId)).hasSize(1);
    assertThat(world.tables.published(movement)).hasSize(1);
    assertThat(world.tables.runBranches(movement)).isEmpty();
    assertThat(world.registry.run(runId).get(0).outcome().failure())
        .isEqualTo(FailureReason.SPARK_OUT_OF_MEMORY);
  }

  @Test
  void sparkAttemptsOfTheInputAreMade() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(
        movement.id(),
        new Script.Fails(FailureReason.SPARK_LOST, "driver died"),
        new Script.Fails(FailureReason.SPARK_LOST, "driver died again"));

    String runId = world.start(movement.id(), Map.of("sparkAttempts", 2));
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "SPARK_LOST", 5);
    assertFallback(run, FailureReason.SPARK_LOST, "driver died again");
    assertThat(world.spark.started(runId)).hasSize(2);
  }

  @Test
  void aRefusedSubmitIsServedByLegacy() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(
        movement.id(), new Script.Refused(FailureReason.SPARK_SUBMIT_FAILED, "queue is closed"));

    JsonNode run = world.ended(world.start(movement));

    assertServed(run, Connector.LEGACY, "SPARK_SUBMIT_FAILED", 5);
    assertFallback(run, FailureReason.SPARK_SUBMIT_FAILED, "queue is closed");
  }

  @Test
  void aSubmitThatIsRefusedOnceIsTriedOnceMore() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(
        movement.id(), new Script.RefusedOnce(FailureReason.SPARK_SUBMIT_FAILED, "queue is full"));

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.SPARK, "DEFAULT", 7);
    assertThat(world.spark.started(runId)).hasSize(1);
  }

  @Test
  void theSparkPathEndsInTimeForLegacy() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());

    String runId = world.start(movement.id(), Map.of("deadlineSeconds", 14));
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "DEADLINE", 5);
    assertThat(world.spark.cancelled(runId)).isNotEmpty();
  }

  @Test
  void whenLegacyFailsTooTheRunFailsAndSaysBothReasons() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.BACKUP_CORRUPT, "bad CRC"));
    world.legacy.script(movement.id(), new Script.Fails(FailureReason.LEGACY_FAILED, "disk full"));

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .contains("LEGACY_FAILED: Attempt 1 failed: disk full")
        .contains("BACKUP_CORRUPT: Attempt 1 failed: bad CRC");
    assertThat(run.path("output").path("servedBy").isNull()).isTrue();
    assertThat(run.path("output").path("fallback").path("failure").asText())
        .isEqualTo("BACKUP_CORRUPT");
    assertThat(world.tables.published(movement)).isEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              RunExecution known = world.registry.run(runId).get(0);
              assertThat(known.outcome()).isNotNull();
              assertThat(known.outcome().servedBy()).isNull();
              assertThat(known.outcome().failure()).isEqualTo(FailureReason.LEGACY_FAILED);
              assertThat(known.outcome().message()).contains("bad CRC");
            });
  }

  @Test
  void aRunThatALaterOneOvertookStopsWithoutFallingBack() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String earlier = world.start(movement);
    // What the movement's jobs do changes below; this one's must not, or it may stage first.
    world.spark.scriptRun(earlier, new Script.RunsForever());
    world.await(world.subWorkflow(earlier), sub -> awaited(sub, "await_spark"));

    world.spark.script(movement.id(), new Script.Stages(8));
    String later = world.start(movement);
    JsonNode served = world.ended(later);
    JsonNode stopped = world.ended(earlier);

    assertServed(served, Connector.SPARK, "DEFAULT", 8);
    assertThat(stopped.path("status").asText()).isEqualTo("FAILED");
    assertThat(stopped.path("reasonForIncompletion").asText())
        .startsWith("SUPERSEDED")
        .contains(later);
    assertThat(world.legacy.started(earlier)).isEmpty();
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void aJobThatCannotBeSeenForAWhileIsWaitedFor() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.UnseenFor(5));

    String runId = world.start(movement);
    assertServed(world.ended(runId), Connector.SPARK, "DEFAULT", 7);
    assertThat(world.spark.started(runId)).hasSize(1);

    Movement other = world.movement();
    world.spark.script(other.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(other.id(), new Script.UnseenFor(5));
    String otherRun = world.start(other);
    assertServed(world.ended(otherRun), Connector.LEGACY, "SPARK_FAILED", 7);
    assertThat(world.legacy.started(otherRun)).hasSize(1);
  }

  @Test
  void anExistingPipelineCallsMoveDataInPlaceOfItsLegacyTask() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Stages(21));
    ObjectNode pipeline;
    try (InputStream in =
        Definitions.class.getResourceAsStream("example_pipeline_with_move_data.json")) {
      pipeline = (ObjectNode) WireJson.mapper().readTree(in);
    }
    String name = pipeline.path("name").asText();
    if (world.conductor.workflowDefinition(name, null).isEmpty()) {
      world.conductor.addWorkflowDefinition(pipeline);
    }

    ObjectNode input =
        WireJson.mapper()
            .createObjectNode()
            .put("cluster", movement.source().cluster())
            .put("keyspace", movement.source().keyspace())
            .put("table", movement.source().table())
            .put("targetTable", movement.destination().toString());
    JsonNode run = world.ended(world.conductor.start(name, null, null, input));

    assertThat(run.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(run.path("output").path("rows").asLong()).isEqualTo(21);
    assertThat(run.path("output").path("servedBy").asText()).isEqualTo("SPARK");
    assertThat(world.tables.published(movement)).hasSize(1);
  }
}

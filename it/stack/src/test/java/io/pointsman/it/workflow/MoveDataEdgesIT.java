package io.pointsman.it.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Route;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobKey;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.publication.PublishResult;
import io.pointsman.publication.PublishRules;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.workers.WorkerProcess;
import io.pointsman.workers.config.Role;
import io.pointsman.workflows.Definitions;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every way through the workflow, on a real Conductor server. */
@ExtendWith(SharedParts.class)
class MoveDataEdgesIT {
  private static final String SPARK_ROUTING =
      "{salt: pointsman, rules: [], default: {route: {connector: spark}}}";

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
    assertThat(world.published(movement)).hasSize(1);
    assertThat(world.runBranches(movement)).isEmpty();
    assertThat(world.legacy.started(runId)).isEmpty();
    RunExecution known = world.registry.run(runId).get(0);
    assertThat(known.outcome().servedBy()).isEqualTo(Connector.SPARK);
    assertThat(known.outcome().snapshotId())
        .isEqualTo(run.path("output").path("snapshotId").asLong());
  }

  @Test
  void everyTasksOutputBeginsWithASentence() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();

    JsonNode run = world.ended(world.start(movement));

    for (JsonNode task : run.path("tasks")) {
      if (task.path("taskType").asText().equals(task.path("taskDefName").asText())
          && task.path("workflowTask").path("type").asText().equals("SIMPLE")) {
        assertThat(task.path("outputData").path("summary").asText())
            .as(task.path("referenceTaskName").asText())
            .isNotBlank();
      }
    }
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
    assertThat(world.published(movement)).hasSize(1);
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
    assertThat(world.published(movement)).hasSize(1);
    assertThat(world.runBranches(movement)).isEmpty();
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
  void aWorkerLostInSubmitIsServedByLegacyAndItsLateJobIsShutOut() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    CountDownLatch release = new CountDownLatch(1);
    world.spark.script(movement.id(), new Script.SubmitHangs(release));

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);
    assertServed(run, Connector.LEGACY, "WORKER_LOST", 5);
    assertFallback(run, FailureReason.WORKER_LOST, "submit_spark lost its worker");

    release.countDown();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !world.spark.started(runId).isEmpty());
    JsonNode later = world.conductor.workflow(runId).orElseThrow();
    assertThat(later.path("output")).isEqualTo(run.path("output"));
    assertThat(world.published(movement)).hasSize(1);
    assertSparkCannotPublish(runId, movement);
  }

  @Test
  void aWorkerLostInAwaitIsReplacedAndTheJobServes() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    CountDownLatch release = new CountDownLatch(1);
    world.spark.script(movement.id(), new Script.FirstLookHangs(release));

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);
    release.countDown();

    assertServed(run, Connector.SPARK, "DEFAULT", 7);
    assertThat(world.spark.started(runId)).hasSize(1);
    assertThat(world.published(movement)).hasSize(1);
  }

  @Test
  void anAnswerAfterTheFallbackChangesNothing() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    CountDownLatch release = new CountDownLatch(1);
    world.spark.script(movement.id(), new Script.EveryLookHangs(release));

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);
    assertServed(run, Connector.LEGACY, "WORKER_LOST", 5);

    // The stuck looks go on now, find their job cancelled or staged, and answer too late.
    release.countDown();
    world.stopWorkers();
    JsonNode later = world.conductor.workflow(runId).orElseThrow();
    assertThat(later.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(later.path("output")).isEqualTo(run.path("output"));
    assertThat(world.published(movement)).hasSize(1);
    assertSparkCannotPublish(runId, movement);
  }

  @Test
  void nobodyPollsForSparkAndLegacyServes() throws Exception {
    world.startWorker(Role.DECIDE, Role.LEGACY);
    Movement movement = world.movement();

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "WORKER_LOST", 5);
    assertFallback(run, FailureReason.WORKER_LOST, "claim_spark was taken by no worker");
    assertThat(world.spark.started(runId)).isEmpty();
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
  void withoutTheSubWorkflowsDefinitionLegacyServes() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    int version =
        world
            .conductor
            .workflowDefinition("move_data_spark", null)
            .orElseThrow()
            .path("version")
            .asInt();
    world.conductor.removeWorkflowDefinition("move_data_spark", version);
    try {
      JsonNode run = world.ended(world.start(movement));

      assertServed(run, Connector.LEGACY, "WORKER_LOST", 5);
      assertFallback(run, FailureReason.WORKER_LOST, "No such workflow");
    } finally {
      world.register();
    }
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
    assertThat(world.published(movement)).isEmpty();
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
  void inputThatIsNoMovementEndsTheRunAndNothingElseIsTried() throws Exception {
    world.startWorker(Role.values());

    String runId = world.start("shop/orders -> lake.orders.t", Map.of());
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .startsWith("INVALID_INPUT: ")
        .contains("movement.source");
    assertThat(run.path("output").path("decided").asText()).isEqualTo("REFUSED");
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.spark.started(runId)).isEmpty();
  }

  @Test
  void aSourceThatTheRegistryDoesNotKnowIsRefused() throws Exception {
    world.startWorker(Role.values());

    JsonNode run = world.ended(world.start("nowhere/orders/t -> lake.orders.t", Map.of()));

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText()).contains("source.cluster", "nowhere");
  }

  @Test
  void withTheDeciderLostLegacyServes() throws Exception {
    world.startWorker(Role.LEGACY);
    Movement movement = world.movement();

    String runId = world.start(movement);
    world.task(runId, "served_by_legacy", "COMPLETED");
    world.startWorker(Role.DECIDE);
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "DECIDER_LOST", 5);
    assertThat(run.path("output").path("decided").asText()).isEqualTo("LEGACY");
    assertThat(world.published(movement)).hasSize(1);
    assertThat(world.registry.run(runId).get(0).outcome().decided()).isEqualTo(Route.LEGACY);
  }

  @Test
  void withTheDeciderLostTheLegacyBranchChecksTheInputItself() throws Exception {
    world.startWorker(Role.LEGACY);

    String runId = world.start("shop/orders/t -> lake", Map.of());
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .contains("DECIDER_LOST", "movement.destination");
    assertThat(world.legacy.started(runId)).isEmpty();
  }

  @Test
  void theKillSwitchIsAskedAgainBeforeSparkStarts() throws Exception {
    world.startWorker(Role.DECIDE, Role.LEGACY);
    Movement movement = world.movement();

    String runId = world.start(movement);
    world.task(runId, "decide_route", "COMPLETED");
    try {
      world.routing(
          "{salt: pointsman, rules: [], default: {route: {connector: spark}},"
              + " killSwitch: {engaged: true, why: on call}}");
      world.startWorker(Role.SPARK);
      JsonNode run = world.ended(runId);

      assertServed(run, Connector.LEGACY, "KILL_SWITCH", 5);
      assertThat(run.path("output").path("decided").asText()).isEqualTo("SPARK");
      assertThat(world.spark.started(runId)).isEmpty();
    } finally {
      world.routing(SPARK_ROUTING);
    }
  }

  @Test
  void withTheRegistryDownTheLastCopyDecidesAndTheOutcomeIsDeliveredLater() throws Exception {
    world.startWorker(Role.values());
    world.ended(world.start(world.movement()));
    Movement movement = world.movement();
    String runId;
    world.stopRegistry();
    try {
      runId = world.start(movement);
      JsonNode run = world.ended(runId);

      assertServed(run, Connector.SPARK, "DEFAULT", 5);
      JsonNode decided = world.task(runId, "decide_route", "COMPLETED").path("outputData");
      assertThat(decided.path("summary").asText()).contains("copy of the registry");
      assertThat(decided.path("decision").path("decidedBy").asText()).isEqualTo("worker");
    } finally {
      world.startRegistry();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> {
              List<RunExecution> known = world.registry.run(runId);
              assertThat(known).hasSize(1);
              assertThat(known.get(0).outcome().servedBy()).isEqualTo(Connector.SPARK);
              assertThat(known.get(0).decision().decidedBy()).isEqualTo("worker");
            });
  }

  @Test
  void aRunThatALaterOneOvertookStopsWithoutFallingBack() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String earlier = world.start(movement);
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
    assertThat(world.published(movement)).hasSize(1);
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
  void terminatingARunStopsItsSparkJobAndPublishesNothing() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement);
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));

    world.conductor.terminate(runId, "not today");

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !world.spark.cancelled(runId).isEmpty());
    assertCancelled(runId, "not today");
    assertThat(world.published(movement)).isEmpty();
    assertThat(world.runBranches(movement)).isEmpty();
    assertThat(world.legacy.started(runId)).isEmpty();
  }

  @Test
  void terminatingARunStopsItsLegacyJob() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement);
    world.await(runId, run -> awaited(run, "await_legacy"));

    world.conductor.terminate(runId, "not today");

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !world.legacy.cancelled(runId).isEmpty());
    assertCancelled(runId, "not today");
    assertThat(world.published(movement)).isEmpty();
  }

  @Test
  void theSparkPathEndsInTimeWhenEverySparkWorkerIsGone() throws Exception {
    world.startWorker(Role.DECIDE, Role.LEGACY);
    WorkerProcess spark = world.startWorker(Role.SPARK);
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement.id(), Map.of("deadlineSeconds", 20));
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));

    spark.close();
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "DEADLINE", 5);
    assertFallback(run, FailureReason.DEADLINE, "no Spark worker has ended it");
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
    assertThat(world.published(movement)).hasSize(1);
  }

  /** Whether a worker has looked at the awaiting task's job. */
  private static boolean awaited(JsonNode workflow, String reference) {
    for (JsonNode task : workflow.path("tasks")) {
      if (task.path("referenceTaskName").asText().equals(reference)
          && task.path("outputData").has("progress")) {
        return true;
      }
    }
    return false;
  }

  private static void assertCancelled(String runId, String why) {
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

  private static void assertServed(JsonNode run, Connector by, String reason, long rows) {
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

  private static void assertFallback(JsonNode run, FailureReason reason, String message) {
    JsonNode fallback = run.path("output").path("fallback");
    assertThat(fallback.path("failure").asText()).isEqualTo(reason.name());
    assertThat(fallback.path("message").asText()).contains(message);
  }

  /** What a publish that woke up late would do. */
  private static void assertSparkCannotPublish(String runId, Movement movement) throws Exception {
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
            .destination(movement)
            .publish(
                claim.path("claimId").asText(),
                4711,
                PublishRules.replace(Instant.now().plusSeconds(10)));
    assertThat(late).isNotInstanceOf(PublishResult.Published.class);
    assertThat(world.published(movement)).hasSize(1);
  }
}

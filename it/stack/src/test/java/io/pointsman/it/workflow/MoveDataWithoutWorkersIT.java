package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertFallback;
import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static io.pointsman.it.workflow.RunAssertions.assertSparkCannotPublish;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers, definitions and callers that go away in the middle of a run. */
@ExtendWith(SharedParts.class)
class MoveDataWithoutWorkersIT {
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
    assertThat(world.tables.published(movement)).hasSize(1);
    assertSparkCannotPublish(world, runId, movement);
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
    assertThat(world.tables.published(movement)).hasSize(1);
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
    assertThat(world.tables.published(movement)).hasSize(1);
    assertSparkCannotPublish(world, runId, movement);
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
}

package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertCancelled;
import static io.pointsman.it.workflow.RunAssertions.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.workers.WorkerProcess;
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

/** Runs that somebody terminates, at any moment, with two workers. */
@ExtendWith(SharedParts.class)
class MoveDataCancelledIT {
  @TempDir private static Path folder;
  private static WorkflowWorld world;

  @BeforeAll
  static void begin(ConductorServer conductor, S3Server s3) throws Exception {
    world = new WorkflowWorld(conductor, s3, folder, HookedCatalog.class);
  }

  @AfterAll
  static void end() {
    world.close();
  }

  @AfterEach
  void stopWorkers() {
    HookedCatalog.heal();
    world.stopWorkers();
  }

  private static final Duration SECONDS = Duration.ofSeconds(30);

  @Test
  void theSparkJobIsStoppedByWhicheverWorkerLives() throws Exception {
    WorkerProcess first = world.startWorker(Role.DECIDE, Role.SPARK);
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement);
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));
    world.startWorker(Role.LEGACY);
    first.close();

    world.conductor.terminate(runId, "not today");

    Awaitility.await().atMost(SECONDS).until(() -> !world.spark.cancelled(runId).isEmpty());
    assertNothingIsLeft(runId, movement);
  }

  @Test
  void theLegacyJobIsStopped() throws Exception {
    world.startWorker(Role.values());
    world.startWorker(Role.LEGACY);
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement);
    world.await(runId, run -> awaited(run, "await_legacy"));

    world.conductor.terminate(runId, "not today");

    Awaitility.await().atMost(SECONDS).until(() -> !world.legacy.cancelled(runId).isEmpty());
    assertNothingIsLeft(runId, movement);
  }

  @Test
  void whatIsStagedAlreadyIsRemoved() throws Exception {
    world.startWorker(Role.values());
    world.startWorker(Role.LEGACY);
    Movement movement = world.movement();
    CountDownLatch release = new CountDownLatch(1);
    world.spark.script(movement.id(), new Script.StagesAndHangs(5, release));
    String runId = world.start(movement);
    Awaitility.await().atMost(SECONDS).until(() -> world.spark.ended(runId));
    assertThat(world.tables.runBranches(movement)).hasSize(1);

    world.conductor.terminate(runId, "not today");

    assertNothingIsLeft(runId, movement);
    release.countDown();
    assertThat(world.legacy.started(runId)).isEmpty();
  }

  @Test
  void aPublishThatWakesUpAfterwardsChangesNothing() throws Exception {
    world.startWorker(Role.values());
    world.startWorker(Role.LEGACY);
    Movement movement = world.movement();
    CountDownLatch release = new CountDownLatch(1);
    HookedCatalog.hold(release);
    String runId = world.start(movement);
    Awaitility.await().atMost(SECONDS).until(() -> HookedCatalog.held() > 0);

    world.conductor.terminate(runId, "not today");
    assertNothingIsLeft(runId, movement);
    release.countDown();
    // Both finish what they have in hand, the late publish too.
    world.stopWorkers();

    assertNothingIsLeft(runId, movement);
  }

  @Test
  void aRunThatHadPublishedIsReportedAsServed() throws Exception {
    WorkerProcess decider = world.startWorker(Role.DECIDE);
    Movement movement = world.movement();
    String runId = world.start(movement);
    world.task(runId, "decide_route", "COMPLETED");
    decider.close();
    world.startWorker(Role.SPARK);
    Awaitility.await().atMost(SECONDS).until(() -> !world.tables.published(movement).isEmpty());

    world.conductor.terminate(runId, "not today");

    Awaitility.await()
        .atMost(SECONDS)
        .untilAsserted(
            () -> {
              Outcome outcome = world.registry.run(runId).get(0).outcome();
              assertThat(outcome).isNotNull();
              assertThat(outcome.servedBy()).isEqualTo(Connector.SPARK);
            });
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  private static void assertNothingIsLeft(String runId, Movement movement) {
    assertCancelled(world, runId, "not today");
    assertThat(world.tables.published(movement)).isEmpty();
    assertThat(world.tables.runBranches(movement)).isEmpty();
  }
}

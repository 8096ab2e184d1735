package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static io.pointsman.it.workflow.RunAssertions.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What failed, terminated and superseded runs leave goes away by itself. */
@ExtendWith(SharedParts.class)
class LeftoversIT {
  @TempDir private static Path folder;
  private static WorkflowWorld world;

  @BeforeAll
  static void begin(ConductorServer conductor, S3Server s3) throws Exception {
    world = WorkflowWorld.patient(conductor, s3, folder);
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
  void aSupersededRunsSparkJobIsStoppedAndNothingOfItStays() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String earlier = world.start(movement);
    world.await(world.subWorkflow(earlier), sub -> awaited(sub, "await_spark"));
    leaveBranch(movement, new JobKey(earlier, 1, Connector.SPARK, 1));

    world.spark.scriptRun(earlier, new Script.RunsForever());
    world.spark.script(movement.id(), new Script.Stages(8));
    String later = world.start(movement);

    assertServed(world.ended(later), Connector.SPARK, "DEFAULT", 8);
    JsonNode stopped = world.ended(earlier);
    assertThat(stopped.path("reasonForIncompletion").asText())
        .startsWith("SUPERSEDED")
        .contains(later);
    assertThat(world.spark.cancelled(earlier)).isNotEmpty();
    assertThat(world.legacy.started(earlier)).isEmpty();
    assertNothingLeft(movement);
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void aSupersededRunsLegacyJobIsStoppedToo() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(movement.id(), new Script.RunsForever());
    String earlier = world.start(movement);
    world.await(earlier, run -> awaited(run, "await_legacy"));
    leaveBranch(movement, new JobKey(earlier, 1, Connector.LEGACY, 1));

    world.legacy.scriptRun(earlier, new Script.RunsForever());
    world.spark.script(movement.id(), new Script.Stages(8));
    String later = world.start(movement);

    assertServed(world.ended(later), Connector.SPARK, "DEFAULT", 8);
    JsonNode stopped = world.ended(earlier);
    assertThat(stopped.path("reasonForIncompletion").asText()).contains("SUPERSEDED: ");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !world.legacy.cancelled(earlier).isEmpty());
    assertNothingLeft(movement);
  }

  @Test
  void whatAnOvertakenRunHadStagedIsRemoved() throws Exception {
    world.startWorker(Role.DECIDE, Role.LEGACY);
    var spark = world.startWorker(Role.SPARK);
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String earlier = world.start(movement);
    world.await(world.subWorkflow(earlier), sub -> awaited(sub, "await_spark"));
    spark.close();
    // Staged by a job that nobody awaits just now, and overtaken before anybody does.
    world.spark.finish(new JobKey(earlier, 1, Connector.SPARK, 1));
    world.tables.claimAsALaterRun(movement);
    world.startWorker(Role.SPARK);

    JsonNode stopped = world.ended(earlier);

    assertThat(stopped.path("reasonForIncompletion").asText()).startsWith("SUPERSEDED");
    assertNothingLeft(movement);
    assertThat(world.tables.published(movement)).isEmpty();
  }

  @Test
  void aRunThatIsTerminatedAfterItStagedLeavesNeitherBranchNorFiles() throws Exception {
    world.startWorker(Role.DECIDE, Role.LEGACY);
    var spark = world.startWorker(Role.SPARK);
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement);
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));
    spark.close();
    world.spark.finish(new JobKey(runId, 1, Connector.SPARK, 1));
    assertThat(world.tables.runBranches(movement)).hasSize(1);

    world.conductor.terminate(runId, "not today");

    assertNothingLeft(movement);
    assertThat(world.tables.published(movement)).isEmpty();
  }

  @Test
  void attemptsThatDiedAfterTheyMadeABranchLeaveNoneWhenAnotherServes() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(
        movement.id(),
        new Script.StagesAndDies(FailureReason.SPARK_FAILED, "died after it had staged"));

    String runId = world.start(movement);

    assertServed(world.ended(runId), Connector.LEGACY, "SPARK_FAILED", 5);
    assertNothingLeft(movement);
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void anIntermediateTableThatAKilledJobLeftIsDropped() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(
        movement.id(), new Script.LeavesIntermediateTable(FailureReason.SPARK_LOST, "killed"));

    String runId = world.start(movement);

    assertThat(world.ended(runId).path("status").asText()).isEqualTo("FAILED");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> world.tables.destination(movement).intermediateTables().isEmpty());
  }

  @Test
  void whatAFailedRunStagedWaitsForItsRetryAndThenGoes() throws Exception {
    world.keepWhatFailedRunsStaged(Duration.ofSeconds(8));
    try {
      world.startWorker(Role.values());
      Movement movement = world.movement();
      world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
      world.legacy.script(movement.id(), new Script.StagesFewerThanItSays(5));
      String runId = world.start(movement);

      assertThat(world.ended(runId).path("reasonForIncompletion").asText())
          .contains("AUDIT_FAILED: ");
      assertThat(world.tables.runBranches(movement)).isNotEmpty();
      assertNothingLeft(movement);
    } finally {
      world.keepWhatFailedRunsStaged(Duration.ofDays(7));
    }
  }

  private static void leaveBranch(Movement movement, JobKey job) {
    world.tables.table(movement).manageSnapshots().createBranch(job.branch()).commit();
  }

  private static void assertNothingLeft(Movement movement) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> {
              assertThat(world.tables.destination(movement).runBranches()).isEmpty();
              assertThat(world.tables.destination(movement).deadStagings()).isEmpty();
            });
  }
}

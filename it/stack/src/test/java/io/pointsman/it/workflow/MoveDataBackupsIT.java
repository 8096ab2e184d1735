package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertFallback;
import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static io.pointsman.it.workflow.RunAssertions.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.it.scripted.ScriptedBackups.Scripted;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Backups that go away while a run needs them: purged before, during and after the reading. */
@ExtendWith(SharedParts.class)
class MoveDataBackupsIT {
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

  private static final Instant MONDAY = Instant.parse("2026-11-02T04:00:00Z");
  private static final Scripted OLD = new Scripted("sunday", MONDAY.minus(Duration.ofDays(1)));
  private static final Scripted PINNED = new Scripted("monday", MONDAY);
  private static final Scripted NEW = new Scripted("tuesday", MONDAY.plus(Duration.ofDays(1)));
  private static final String GONE = "Object s3://backups/monday/nb-1-big-Data.db is gone";

  /** A run whose Spark job reads the pinned backup. */
  private static String reading(Movement movement) throws Exception {
    world.startWorker(Role.values());
    world.backups.has(movement, PINNED);
    world.spark.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement);
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));
    return runId;
  }

  @Test
  void aBackupThatIsPurgedWhileSparkReadsItIsReplacedByTheNewestForTheFallback() throws Exception {
    Movement movement = world.movement();
    String runId = reading(movement);

    world.backups.has(movement, NEW);
    world.spark.script(movement.id(), new Script.Fails(FailureReason.BACKUP_GONE, GONE));
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "BACKUP_GONE", 5);
    assertFallback(run, FailureReason.BACKUP_GONE, GONE);
    assertThat(world.spark.started(runId)).as("another attempt would not cure it").hasSize(1);
    assertRepinned(runId, run, movement, GONE);
  }

  @Test
  void aBackupThatIsPurgedBeforeTheFallbackIsReplaced() throws Exception {
    Movement movement = world.movement();
    String runId = reading(movement);

    world.backups.has(movement, NEW);
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_LOST, "killed"));
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "SPARK_LOST", 5);
    assertRepinned(runId, run, movement, "it was whole when it was pinned");
  }

  @Test
  void aBackupThatIsPurgedDuringTheFallbackIsReplacedOnce() throws Exception {
    Movement movement = world.movement();
    String runId = fallingBack(movement);

    world.backups.has(movement, NEW);
    world.legacy.script(
        movement.id(), new Script.Fails(FailureReason.BACKUP_GONE, GONE), new Script.Stages(9));
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "SPARK_LOST", 9);
    assertThat(world.legacy.started(runId)).extracting(JobKey::attempt).containsExactly(1, 2);
    assertRepinned(runId, run, movement, GONE);
  }

  @Test
  void aSecondBackupThatGoesAwayEndsTheRunAndPublishesNothing() throws Exception {
    Movement movement = world.movement();
    String runId = fallingBack(movement);

    world.backups.has(movement, NEW);
    world.legacy.script(movement.id(), new Script.Fails(FailureReason.BACKUP_GONE, GONE));
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .contains(
            "BACKUP_GONE: Attempt 2 failed: Backup tuesday is gone as well",
            "re-pinned from monday to tuesday",
            "that is done once");
    assertThat(world.legacy.started(runId)).hasSize(2);
    assertThat(world.tables.published(movement)).isEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              Outcome outcome = world.registry.run(runId).get(0).outcome();
              assertThat(outcome).isNotNull();
              assertThat(outcome.failure()).isEqualTo(FailureReason.BACKUP_GONE);
              assertThat(outcome.backupId()).isEqualTo("tuesday");
            });
  }

  @Test
  void withNoOtherBackupTheRunFailsAndSaysSo() throws Exception {
    Movement movement = world.movement();
    String runId = reading(movement);

    world.backups.has(movement);
    world.spark.script(movement.id(), new Script.Fails(FailureReason.BACKUP_GONE, GONE));
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .contains("BACKUP_GONE: Backup monday is gone", GONE, "There is no complete backup");
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.tables.published(movement)).isEmpty();
  }

  @Test
  void aBackupThatIsWholeAfterAllIsKept() throws Exception {
    Movement movement = world.movement();
    String runId = reading(movement);

    world.spark.script(movement.id(), new Script.Fails(FailureReason.BACKUP_GONE, GONE));
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "BACKUP_GONE", 5);
    assertThat(run.path("output").path("backupId").asText()).isEqualTo("monday");
    assertThat(run.path("output").path("notes")).isEmpty();
  }

  @Test
  void anOlderBackupThanTheTablesIsRefusedForAFallbackToo() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.backups.has(movement, PINNED);
    assertServed(world.ended(world.start(movement)), Connector.SPARK, "DEFAULT", 5);
    world.stopWorkers();
    String runId = reading(movement);

    world.backups.has(movement, OLD);
    world.spark.script(movement.id(), new Script.Fails(FailureReason.BACKUP_GONE, GONE));
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText()).contains("BACK_IN_TIME");
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void aRunThatAskedForItsBackupByIdGetsNoOther() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.backups.has(movement, PINNED, NEW);
    world.spark.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement.id(), Map.of("backupId", "monday"));
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));

    world.backups.has(movement, NEW);
    world.spark.script(movement.id(), new Script.Fails(FailureReason.BACKUP_GONE, GONE));
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .contains("BACKUP_GONE", "since the run asked for this one");
    assertThat(world.legacy.started(runId)).isEmpty();
  }

  @Test
  void aBackupThatIsNotKeptUntilTheDeadlineIsNotChosen() throws Exception {
    world.registry.putSource(
        SourceDefinition.of("fleeting", "s3://workflow/backups", "medusa")
            .withStore(null, null, true)
            .withRetention(Duration.ofHours(10)),
        new Change("test", "kept for ten hours"));
    world.startWorker(Role.DECIDE);
    Movement movement = Movement.parse("fleeting/orders/t -> lake.orders.fleeting");
    world.backups.has(movement, new Scripted("now", Instant.now()));

    String runId = world.start(movement.id(), Map.of("deadlineSeconds", 40_000));
    JsonNode decision =
        world.task(runId, "decide_route", "COMPLETED").path("outputData").path("decision");
    world.conductor.terminate(runId, "seen");
    assertThat(decision.path("route").asText()).isEqualTo("LEGACY");
    assertThat(decision.path("reason").asText()).isEqualTo(DecisionReason.BACKUP_MISSING.name());

    String shorter = world.start(movement.id(), Map.of("deadlineSeconds", 30_000));
    decision = world.task(shorter, "decide_route", "COMPLETED").path("outputData").path("decision");
    world.conductor.terminate(shorter, "seen");
    assertThat(decision.path("route").asText()).isEqualTo("SPARK");
    assertThat(decision.path("pin").path("backupId").asText()).isEqualTo("now");
  }

  /** A run whose legacy job reads the pinned backup after Spark failed. */
  private static String fallingBack(Movement movement) throws Exception {
    world.startWorker(Role.values());
    world.backups.has(movement, PINNED);
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_LOST, "killed"));
    world.legacy.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement);
    world.await(runId, run -> awaited(run, "await_legacy"));
    return runId;
  }

  private static void assertRepinned(String runId, JsonNode run, Movement movement, String because)
      throws Exception {
    assertThat(run.path("output").path("backupId").asText()).isEqualTo("tuesday");
    assertThat(run.path("output").path("notes"))
        .anyMatch(
            note ->
                note.asText().startsWith("re-pinned from monday to tuesday because")
                    && note.asText().contains(because));
    assertThat(world.tables.published(movement)).hasSize(1);
    assertThat(world.tables.published(movement).get(0).summary())
        .as("the lineage names what was read")
        .containsValue("tuesday")
        .doesNotContainValue("monday");
    RunExecution known = world.registry.run(runId).get(0);
    assertThat(known.outcome().backupId()).isEqualTo("tuesday");
    assertThat(known.decision().pin().backupId()).isEqualTo("tuesday");
    assertThat(known.decision().message()).contains("re-pinned from monday to tuesday");
    assertThat(known.supersededDecision().pin().backupId()).isEqualTo("monday");
  }
}

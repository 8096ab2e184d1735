package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertFallback;
import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static io.pointsman.it.workflow.RunAssertions.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.workers.WorkerProcess;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run's time: shared by history, and kept whatever a definition says, with workers or without.
 */
@ExtendWith(SharedParts.class)
class MoveDataDeadlinesIT {
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

  private static final Duration SETTLED = Duration.ofSeconds(20);

  /** What the registry knows of a run of long ago. */
  private static void legacyTook(Movement movement, double seconds) throws Exception {
    String runId = "earlier-" + movement.destination().table();
    world.registry.reportOutcome(
        new Outcome(
            runId,
            1,
            movement.id(),
            Route.LEGACY,
            Connector.LEGACY,
            null,
            null,
            1L,
            1L,
            null,
            null,
            seconds,
            1L,
            null,
            null,
            null,
            Instant.now(),
            seconds));
  }

  private static Clock in(Duration later) {
    return Clock.offset(Clock.system(ZoneOffset.UTC), later);
  }

  @Test
  void noTimeForSparkIsDecidedLegacyWithTheArithmetic() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    legacyTook(movement, 600);

    String runId = world.start(movement.id(), Map.of("deadlineSeconds", 740));
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "DEADLINE", 5);
    assertThat(run.path("output").path("decided").asText()).isEqualTo("LEGACY");
    assertThat(world.registry.decision(runId).orElseThrow().message())
        .contains(
            "no time is left for Spark: the run began at",
            "may take 740 s, of which 750 s are kept for legacy (a quarter more than the 600 s that"
                + " legacy usually takes)");
    assertThat(world.spark.started(runId)).isEmpty();

    assertServed(
        world.ended(world.start(movement.id(), Map.of("deadlineSeconds", 900))),
        Connector.SPARK,
        "DEFAULT",
        5);
  }

  @Test
  void theUsualTimeIsKnownWithTheRegistryDownToo() throws Exception {
    Movement movement = world.movement();
    legacyTook(movement, 600);
    world.startWorker(Role.values());
    world.ended(world.start(world.movement()));
    world.stopRegistry();
    try {
      JsonNode run = world.ended(world.start(movement.id(), Map.of("deadlineSeconds", 740)));
      assertServed(run, Connector.LEGACY, "DEADLINE", 5);
    } finally {
      world.startRegistry();
    }
  }

  @Test
  void aRunOfTwelveHoursIsCutByItsDeadlineAndByNothingElse() throws Exception {
    Movement movement = world.movement();
    legacyTook(movement, 1200);
    world.spark.script(movement.id(), new Script.RunsForever());
    WorkerProcess now = world.startWorker(Role.values());
    String runId = world.start(movement.id(), Map.of("deadlineSeconds", 12 * 3600));
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));
    now.close();

    // 25 minutes are kept for legacy. Workers that come 11 h 30 min later go on waiting,
    WorkerProcess later = world.startWorker(in(Duration.ofMinutes(690)), SETTLED, Role.values());
    String name = lookedAtBy(runId, "worker-1");
    assertThat(name).isEqualTo("worker-1");
    assertThat(world.conductor.workflow(runId).orElseThrow().path("status").asText())
        .isEqualTo("RUNNING");
    assertThat(world.spark.cancelled(runId)).isEmpty();
    later.close();

    // and those that come ten minutes after them end the Spark path.
    world.startWorker(in(Duration.ofMinutes(700)), SETTLED, Role.values());
    JsonNode run = world.ended(runId);
    assertServed(run, Connector.LEGACY, "DEADLINE", 5);
    assertThat(world.spark.cancelled(runId)).isNotEmpty();
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void whatWasStagedBeforeAnybodyLookedIsPublishedThoughLate() throws Exception {
    Movement movement = world.movement();
    legacyTook(movement, 1200);
    world.spark.script(movement.id(), new Script.RunsForever());
    WorkerProcess now = world.startWorker(Role.values());
    String runId = world.start(movement.id(), Map.of("deadlineSeconds", 12 * 3600));
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));
    now.close();
    world.spark.finish(world.spark.started(runId).get(0));

    world.startWorker(in(Duration.ofMinutes(700)), SETTLED, Role.values());
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.SPARK, "DEFAULT", 6);
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.conductor.workflow(world.subWorkflow(runId)).orElseThrow().toString())
        .contains("nobody had looked since");
    assertThat(world.tables.published(movement)).hasSize(1);
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
  void aRunOfTwelveHoursFallsBackInTimeWhenEverySparkWorkerIsGone() throws Exception {
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    WorkerProcess now = world.startWorker(Role.values());
    String runId = world.start(movement.id(), Map.of("deadlineSeconds", 12 * 3600));
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));
    now.close();

    Duration overdue = Duration.ofHours(12).minusSeconds(50);
    world.startWorker(in(overdue), SETTLED, Role.DECIDE, Role.LEGACY);
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "DEADLINE", 5);
    assertFallback(run, FailureReason.DEADLINE, "no Spark worker has ended it");
  }

  @Test
  void theRunEndsInTimeWhenEveryLegacyWorkerIsGone() throws Exception {
    world.routing("{salt: pointsman, rules: [], default: {route: {connector: legacy}}}");
    try {
      world.startWorker(Role.DECIDE);
      WorkerProcess legacy = world.startWorker(Role.LEGACY);
      Movement movement = world.movement();
      world.legacy.script(movement.id(), new Script.RunsForever());
      String runId = world.start(movement.id(), Map.of("deadlineSeconds", 20));
      world.await(runId, run -> awaited(run, "await_legacy"));

      legacy.close();
      JsonNode run = world.ended(runId);

      assertThat(run.path("status").asText()).isEqualTo("FAILED");
      assertThat(run.path("reasonForIncompletion").asText())
          .contains("DEADLINE", "no legacy worker has ended it");
    } finally {
      world.routing("{salt: pointsman, rules: [], default: {route: {connector: spark}}}");
    }
  }

  /**
   * Conductor's own threads may lose each other's updates: a task that had been done is open again,
   * and no worker has anything to do for it.
   */
  @ParameterizedTest
  @EnumSource(Connector.class)
  void aTaskThatIsStillOpenThoughItsRunWasServedIsCompletedAndNotFailed(Connector engine)
      throws Exception {
    boolean spark = engine == Connector.SPARK;
    world.routing(
        "{salt: pointsman, rules: [], default: {route: {connector: %s}}}"
            .formatted(spark ? "spark" : "legacy"));
    try {
      WorkerProcess now = world.startWorker(Role.values());
      Movement movement = world.movement();
      (spark ? world.spark : world.legacy).script(movement.id(), new Script.RunsForever());
      String runId = world.start(movement);
      String workflow = spark ? world.subWorkflow(runId) : runId;
      String task = spark ? "await_spark" : "await_legacy";
      world.await(workflow, run -> awaited(run, task));
      now.close();
      world.files().keepOutcome(served(runId, movement, engine));

      // Neither role works on the task, and each looks after the other's.
      world.startWorker(in(Duration.ofHours(1)), SETTLED, spark ? Role.LEGACY : Role.DECIDE);
      JsonNode completed = world.task(workflow, task, "COMPLETED");

      assertThat(completed.path("outputData").path("summary").asText())
          .isEqualTo("Done: the run was served by " + engine + ".");
      world.conductor.terminate(runId, "end of the test");
    } finally {
      world.routing("{salt: pointsman, rules: [], default: {route: {connector: spark}}}");
    }
  }

  private static Outcome served(String runId, Movement movement, Connector engine) {
    return new Outcome(
        runId,
        1,
        movement.id(),
        Route.valueOf(engine.name()),
        engine,
        null,
        null,
        5L,
        100L,
        null,
        null,
        1.5,
        4711L,
        null,
        null,
        null,
        Instant.now());
  }

  /** Waits until that worker has looked at the run's Spark job. */
  private static String lookedAtBy(String runId, String worker) {
    JsonNode sub =
        world.await(
            world.subWorkflow(runId),
            candidate -> {
              for (JsonNode task : candidate.path("tasks")) {
                if (task.path("referenceTaskName").asText().equals("await_spark")
                    && task.path("workerId").asText().equals(worker)
                    && task.path("status").asText().equals("SCHEDULED")) {
                  return true;
                }
              }
              return false;
            });
    for (JsonNode task : sub.path("tasks")) {
      if (task.path("referenceTaskName").asText().equals("await_spark")) {
        return task.path("workerId").asText();
      }
    }
    throw new IllegalStateException("No await_spark in " + sub);
  }
}

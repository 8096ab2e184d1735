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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** So many legacy jobs run at once, over all workers; the others wait, and say so. */
@ExtendWith(SharedParts.class)
class MoveDataLegacyQueueIT {
  @TempDir private static Path folder;
  private static WorkflowWorld world;

  @BeforeAll
  static void begin(ConductorServer conductor, S3Server s3) throws Exception {
    world = new WorkflowWorld(conductor, s3, folder);
    world.routing("{salt: pointsman, rules: [], default: {route: {connector: legacy}}}");
    world.allowLegacyJobs(2);
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
  void jobsBeyondTheLimitWaitForTheirTurnInTheOrderTheyCame() throws Exception {
    world.startWorker(Role.values());
    world.startWorker(Role.LEGACY);
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      runs.add(startOneThatRuns());
      String runId = runs.get(i);
      boolean waits = i >= 2;
      world.await(
          runId,
          run ->
              waits
                  ? said(run, "await_legacy").startsWith("Waiting for its turn")
                  : awaited(run, "await_legacy"));
    }

    JsonNode waiting =
        world.await(
            runs.get(4), run -> said(run, "await_legacy").contains("2 wait before this one"));
    assertThat(said(waiting, "await_legacy"))
        .contains("2 jobs run", "runs.legacyJobs allows 2", "count against the run's deadline");
    assertThat(runs.stream().map(run -> world.legacy.started(run).size()))
        .containsExactly(1, 1, 0, 0, 0);

    // Whoever ends, the one that came first is next.
    finish(runs.get(1));
    assertServed(world.ended(runs.get(1)), Connector.LEGACY, "DEFAULT", 6);
    awaitStarted(runs.get(2));
    assertThat(world.legacy.started(runs.get(3))).isEmpty();

    // One that is terminated leaves the queue, and one that runs leaves its place.
    world.conductor.terminate(runs.get(3), "not needed");
    world.conductor.terminate(runs.get(0), "not needed");
    awaitStarted(runs.get(4));
    for (String runId : List.of(runs.get(2), runs.get(4))) {
      finish(runId);
      assertServed(world.ended(runId), Connector.LEGACY, "DEFAULT", 6);
    }
    assertThat(world.legacy.started(runs.get(3))).isEmpty();
  }

  @Test
  void waitingCountsAgainstTheDeadline() throws Exception {
    world.startWorker(Role.values());
    List<String> running = List.of(startOneThatRuns(), startOneThatRuns());
    for (String runId : running) {
      awaitStarted(runId);
    }

    Movement movement = world.movement();
    JsonNode run = world.ended(world.start(movement.id(), Map.of("deadlineSeconds", 10)));

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .contains("DEADLINE", "Waiting for its turn", "2 jobs run and 0 wait");
    for (String runId : running) {
      finish(runId);
      assertServed(world.ended(runId), Connector.LEGACY, "DEFAULT", 6);
    }
  }

  @Test
  void theNextAttemptOfARetriedRunWaitsForItsTurnToo() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.legacy.script(
        movement.id(),
        new Script.Fails(FailureReason.LEGACY_FAILED, "disk full"),
        new Script.Stages(4));
    String runId = world.start(movement);
    assertThat(world.ended(runId).path("status").asText()).isEqualTo("FAILED");
    // Both start only when the one that failed has given its place up.
    List<String> running = List.of(startOneThatRuns(), startOneThatRuns());
    running.forEach(MoveDataLegacyQueueIT::awaitStarted);

    world.conductor.retry(runId);
    JsonNode waiting =
        world.await(
            runId,
            run ->
                tasks(run, "await_legacy", "IN_PROGRESS", "SCHEDULED")
                    .anyMatch(task -> summary(task).contains("Waiting for its turn")));
    assertThat(
            tasks(waiting, "await_legacy", "IN_PROGRESS", "SCHEDULED")
                .map(MoveDataLegacyQueueIT::summary))
        .singleElement()
        .asString()
        .contains("Attempt 1 failed: disk full; the run was retried", "2 jobs run and 0 wait");
    assertThat(world.legacy.started(runId)).extracting(JobKey::attempt).containsExactly(1);

    finish(running.get(0));
    assertServed(world.ended(runId), Connector.LEGACY, "DEFAULT", 4);
    assertThat(world.legacy.started(runId)).extracting(JobKey::attempt).containsExactly(1, 2);
    finish(running.get(1));
    for (String other : running) {
      assertServed(world.ended(other), Connector.LEGACY, "DEFAULT", 6);
    }
  }

  private static String startOneThatRuns() throws Exception {
    Movement movement = world.movement();
    world.legacy.script(movement.id(), new Script.RunsForever());
    return world.start(movement);
  }

  private static void awaitStarted(String runId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> !world.legacy.started(runId).isEmpty());
  }

  private static void finish(String runId) throws Exception {
    world.legacy.finish(world.legacy.started(runId).get(0));
  }

  private static String said(JsonNode run, String task) {
    for (JsonNode candidate : run.path("tasks")) {
      if (candidate.path("referenceTaskName").asText().equals(task)) {
        return summary(candidate);
      }
    }
    return "";
  }

  private static Stream<JsonNode> tasks(JsonNode run, String reference, String... statuses) {
    return Stream.of(statuses).flatMap(status -> WorkflowWorld.tasks(run, reference, status));
  }

  private static String summary(JsonNode task) {
    return task.path("outputData").path("summary").asText();
  }
}

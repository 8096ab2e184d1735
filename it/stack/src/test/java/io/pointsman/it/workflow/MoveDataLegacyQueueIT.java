package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static io.pointsman.it.workflow.RunAssertions.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        return candidate.path("outputData").path("summary").asText();
      }
    }
    return "";
  }
}

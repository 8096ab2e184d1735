package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Route;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.registry.api.OutcomeReceipt;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.workers.config.Role;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is decided, refused, and decided without the one who should. */
@ExtendWith(SharedParts.class)
class MoveDataDecisionsIT {
  private static final String SPARK_ROUTING =
      "{salt: pointsman, rules: [], breaker: {fallbacks: 0}, default: {route: {connector: spark}}}";

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
  void whatEachEngineMovedIsCountedByTheRegistry() throws Exception {
    world.startWorker(Role.values());
    Map<String, Double> before = metrics();
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Stages(4));
    assertServed(world.ended(world.start(movement)), Connector.SPARK, "DEFAULT", 4);
    Movement other = world.movement();
    world.spark.script(other.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(other.id(), new Script.Stages(9));
    assertServed(world.ended(world.start(other)), Connector.LEGACY, "SPARK_FAILED", 9);

    Map<String, Double> after = metrics();
    assertThat(grown(before, after, "pointsman_rows_total{connector=\"spark\"}")).isEqualTo(4);
    assertThat(grown(before, after, "pointsman_rows_total{connector=\"legacy\"}")).isEqualTo(9);
    for (String connector : List.of("spark", "legacy")) {
      String of = "{connector=\"" + connector + "\"}";
      assertThat(grown(before, after, "pointsman_read_bytes_total" + of)).isPositive();
      assertThat(grown(before, after, "pointsman_runs_served_total" + of)).isEqualTo(1);
      assertThat(grown(before, after, "pointsman_run_duration_seconds_count" + of)).isEqualTo(1);
      assertThat(after.get("pointsman_last_served_age_seconds" + of)).isBetween(0.0, 120.0);
    }
    assertThat(grown(before, after, "pointsman_fallbacks_total{failure=\"spark_failed\"}"))
        .isEqualTo(1);
    assertThat(grown(before, after, "pointsman_failed_attempt_read_bytes_total")).isPositive();
  }

  private static double grown(
      Map<String, Double> before, Map<String, Double> after, String series) {
    assertThat(after).containsKey(series);
    return after.get(series) - before.getOrDefault(series, 0.0);
  }

  /** What the registry exposes, by series. */
  private static Map<String, Double> metrics() throws Exception {
    String text =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(world.registry.registry().resolve("/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Map<String, Double> series = new HashMap<>();
    text.lines()
        .filter(line -> line.startsWith("pointsman_"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              series.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            });
    return series;
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
    assertThat(world.tables.published(movement)).hasSize(1);
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

      // A worker that begins now, on a host without a copy, knows what the others kept.
      world.stopWorkers();
      world.onAnotherHost();
      world.startWorker(Role.values());
      assertServed(world.ended(world.start(world.movement())), Connector.SPARK, "DEFAULT", 5);
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
  void anHourWithoutTheRegistryCostsNoRunAndNoOutcome() throws Exception {
    world.startWorker(Role.values());
    world.ended(world.start(world.movement()));
    List<String> runs = new ArrayList<>();
    world.stopRegistry();
    try {
      for (Duration later :
          List.of(Duration.ZERO, Duration.ofMinutes(30), Duration.ofMinutes(58))) {
        runs.add(servedAfter(later, Connector.SPARK, "DEFAULT"));
      }
      // The worlds' copies may be an hour old, those that ship 24 h: then legacy, and it says why.
      runs.add(servedAfter(Duration.ofMinutes(62), Connector.LEGACY, "REGISTRY_UNREACHABLE"));
    } finally {
      world.startRegistry();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> {
              for (String runId : runs) {
                List<RunExecution> known = world.registry.run(runId);
                assertThat(known).as(runId).hasSize(1);
                assertThat(known.get(0).outcome()).as(runId).isNotNull();
                assertThat(known.get(0).decision().decidedBy()).isEqualTo("worker");
              }
            });
    // A worker that dies before it notes the delivery delivers again: that counts as none.
    for (String runId : runs) {
      RunExecution known = world.registry.run(runId).get(0);
      assertThat(world.registry.reportOutcome(known.outcome()).recorded())
          .isEqualTo(OutcomeReceipt.Recorded.UNCHANGED);
      assertThat(world.registry.run(runId)).containsExactly(known);
    }
  }

  /** A run that workers serve whose clocks are so much later. */
  private static String servedAfter(Duration later, Connector by, String reason) throws Exception {
    world.stopWorkers();
    world.startWorker(
        Clock.offset(Clock.systemUTC(), later), Duration.ofSeconds(20), Role.values());
    String runId = world.start(world.movement().id(), Map.of("deadlineSeconds", 12 * 3600));
    assertServed(world.ended(runId), by, reason, 5);
    return runId;
  }
}

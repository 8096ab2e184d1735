package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several runs for one destination at once. */
@ExtendWith(SharedParts.class)
class MoveDataConcurrentRunsIT {
  @TempDir private static Path folder;
  private static WorkflowWorld world;

  @BeforeAll
  static void begin(ConductorServer conductor, S3Server s3) throws Exception {
    world = WorkflowWorld.patient(conductor, s3, folder);
    world.startWorker(Role.values());
  }

  @AfterAll
  static void end() {
    world.close();
  }

  @Test
  void ofTwoRunsTheLaterWinsAndTheEarlierNeverFallsBack() throws Exception {
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.UnseenFor(2));
    List<String> runs = List.of(world.start(movement), world.start(movement));

    assertLastClaimedIsServedAndTheOthersAreServedOrSuperseded(movement, runs);
    runs.forEach(run -> assertThat(world.legacy.started(run)).isEmpty());
  }

  @Test
  void threeRunsWithAFallbackEachDoNotThrowTheDestinationToAndFro() throws Exception {
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
    world.legacy.script(movement.id(), new Script.UnseenFor(2));
    List<String> runs =
        List.of(world.start(movement), world.start(movement), world.start(movement));

    assertLastClaimedIsServedAndTheOthersAreServedOrSuperseded(movement, runs);
    runs.forEach(
        run -> {
          assertThat(world.spark.started(run)).hasSizeLessThanOrEqualTo(1);
          assertThat(world.legacy.started(run)).hasSizeLessThanOrEqualTo(1);
        });
  }

  @Test
  void ofTwoMovementsWithOneDestinationTheSecondIsRefused() throws Exception {
    Movement first = world.movement();
    Movement second = Movement.parse("shop/orders/mistaken -> " + first.destination());
    assertServed(world.ended(world.start(first)), Connector.SPARK, "DEFAULT", 5);

    String runId = world.start(second);
    JsonNode refused = world.ended(runId);

    assertThat(refused.path("status").asText()).isEqualTo("FAILED");
    assertThat(refused.path("reasonForIncompletion").asText())
        .startsWith("DESTINATION_HELD")
        .contains(first.id());
    assertThat(world.spark.started(runId)).isEmpty();
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.tables.published(first)).hasSize(1);
  }

  private static void assertLastClaimedIsServedAndTheOthersAreServedOrSuperseded(
      Movement movement, List<String> runs) {
    List<String> served = new ArrayList<>();
    for (String runId : runs) {
      JsonNode run = world.ended(runId);
      if (run.path("status").asText().equals("COMPLETED")) {
        served.add(runId);
      } else {
        assertThat(run.path("reasonForIncompletion").asText()).contains("SUPERSEDED: ");
      }
    }
    String last = world.tables.destination(movement).fenceHead().orElseThrow().order().runId();
    assertThat(served).contains(last);
    // Each that says it is served was published, once.
    assertThat(world.tables.published(movement)).hasSize(served.size());
    for (String runId : served) {
      assertThat(world.tables.destination(movement).lookForRun(runId, 1)).isPresent();
    }
  }
}

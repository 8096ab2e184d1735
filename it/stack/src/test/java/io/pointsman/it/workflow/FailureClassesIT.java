package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertFallback;
import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureClass;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Spent;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the workflow does when a Spark job fails of each reason there is, which is what its class
 * says and docs/failures.md promises. All runs go at once, and are then looked at one by one.
 */
@ExtendWith(SharedParts.class)
class FailureClassesIT {
  @TempDir private static Path folder;
  private static WorkflowWorld world;
  private static final Map<FailureReason, Started> once = new EnumMap<>(FailureReason.class);
  private static final Map<FailureReason, Started> forGood = new EnumMap<>(FailureReason.class);

  private record Started(String runId, Movement movement) {}

  @BeforeAll
  static void startARunForEveryReason(ConductorServer conductor, S3Server s3) throws Exception {
    world = WorkflowWorld.patient(conductor, s3, folder);
    world.startWorker(Role.values());
    for (FailureReason reason : FailureReason.values()) {
      Script fails = new Script.Fails(reason, "as scripted");
      once.put(reason, start(fails, new Script.Stages(9)));
      if (reason.failureClass() == FailureClass.RETRY) {
        forGood.put(reason, start(fails));
      }
    }
  }

  private static Started start(Script... attempts) throws Exception {
    Movement movement = world.movement();
    world.spark.script(movement.id(), attempts);
    return new Started(world.start(movement), movement);
  }

  @AfterAll
  static void end() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(FailureReason.class)
  void aSparkJobThatFailsLeadsWhereTheReasonsClassSays(FailureReason reason) throws Exception {
    Started started = once.get(reason);
    JsonNode run = world.ended(started.runId());
    switch (reason.failureClass()) {
      case RETRY -> {
        assertServed(run, Connector.SPARK, "DEFAULT", 9);
        assertThat(world.spark.started(started.runId())).hasSize(2);
        assertThat(world.legacy.started(started.runId())).isEmpty();
      }
      case FALLBACK -> {
        assertServed(run, Connector.LEGACY, reason.name(), 5);
        assertFallback(run, reason, "Attempt 1 failed: as scripted");
        assertThat(world.spark.started(started.runId())).hasSize(1);
      }
      case STOP -> {
        assertThat(run.path("status").asText()).isEqualTo("FAILED");
        assertThat(run.path("reasonForIncompletion").asText())
            .isEqualTo(reason + ": Attempt 1 failed: as scripted");
        assertThat(run.path("output").path("reason").asText()).isEqualTo(reason.name());
        assertThat(run.path("output").path("servedBy").isNull()).isTrue();
        assertThat(world.spark.started(started.runId())).hasSize(1);
        assertThat(world.legacy.started(started.runId())).isEmpty();
      }
    }
    assertThat(world.tables.published(started.movement()))
        .hasSize(reason.failureClass() == FailureClass.STOP ? 0 : 1);
  }

  static Stream<FailureReason> passing() {
    return Arrays.stream(FailureReason.values())
        .filter(reason -> reason.failureClass() == FailureClass.RETRY);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatDoesNotPassAfterAllIsServedByLegacy(FailureReason reason) {
    Started started = forGood.get(reason);
    JsonNode run = world.ended(started.runId());
    assertServed(run, Connector.LEGACY, reason.name(), 5);
    assertFallback(run, reason, "Attempt 2 failed: as scripted");
    assertThat(world.spark.started(started.runId())).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatFailedAttemptsSpentIsInTheOutcome(FailureReason reason) throws Exception {
    String runId = forGood.get(reason).runId();
    JsonNode output = world.ended(runId).path("output");
    // A failed scripted attempt says 50 bytes and 0.25 s, one that stages 100 bytes a row.
    assertThat(output.path("bytesRead").asLong()).isEqualTo(2 * 50 + 500);
    Outcome outcome = world.registry.run(runId).get(0).outcome();
    assertThat(outcome.bytesRead()).isEqualTo(2 * 50 + 500);
    assertThat(outcome.failedAttempts()).isEqualTo(new Spent(2, 100, 0.5));
    assertThat(outcome.cpuSeconds()).isEqualTo(0.5);
  }
}

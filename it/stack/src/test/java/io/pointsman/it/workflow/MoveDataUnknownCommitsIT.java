package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Publishes whose answer is lost: whether they landed is looked up before anything else. */
@ExtendWith(SharedParts.class)
class MoveDataUnknownCommitsIT {
  private static final Duration SETTLED = Duration.ofSeconds(3);

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

  @Test
  void aLostAnswerIsLookedUp() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    HookedCatalog.loseAnAnswer();

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.SPARK, "DEFAULT", 5);
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void anAnswerThatCannotBeLookedUpYetIsLookedUpByTheNextTry() throws Exception {
    world.startWorker(Clock.systemUTC(), SETTLED, Role.values());
    Movement movement = world.movement();
    HookedCatalog.loseAnAnswerAndBreak();

    String runId = world.start(movement);
    JsonNode failed = failedTry(world.subWorkflow(runId), "publish_spark");
    HookedCatalog.heal();
    JsonNode run = world.ended(runId);

    assertThat(failed.path("reasonForIncompletion").asText()).startsWith("COMMIT_UNKNOWN");
    assertServed(run, Connector.SPARK, "DEFAULT", 5);
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void aFallbackFromAnUnknownPublishFindsThatSparkHasServed() throws Exception {
    world.startWorker(Clock.systemUTC(), SETTLED, Role.values());
    Movement movement = world.movement();
    HookedCatalog.loseAnAnswerAndBreak();

    String runId = world.start(movement);
    failedTry(runId, "claim_legacy");
    HookedCatalog.heal();
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.SPARK, "DEFAULT", 5);
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.tables.published(movement)).hasSize(1);
    assertThat(world.registry.run(runId).get(0).outcome().servedBy()).isEqualTo(Connector.SPARK);
  }

  @Test
  void legacysPublishIsLookedUpAsWell() throws Exception {
    legacyOnly();
    try {
      world.startWorker(Clock.systemUTC(), SETTLED, Role.values());
      Movement movement = world.movement();
      HookedCatalog.loseAnAnswerAndBreak();

      String runId = world.start(movement);
      JsonNode failed = failedTry(runId, "confirm_legacy");
      HookedCatalog.heal();
      JsonNode run = world.ended(runId);

      assertThat(failed.path("reasonForIncompletion").asText()).startsWith("COMMIT_UNKNOWN");
      assertServed(run, Connector.LEGACY, "DEFAULT", 5);
      assertThat(world.legacy.started(runId)).hasSize(1);
      assertThat(world.tables.published(movement)).hasSize(1);
    } finally {
      world.routing("{salt: pointsman, rules: [], default: {route: {connector: spark}}}");
    }
  }

  @Test
  void aRunThatFailedAlthoughItPublishedIsReportedAsServed() throws Exception {
    legacyOnly();
    try {
      world.startWorker(Clock.systemUTC(), SETTLED, Role.values());
      Movement movement = world.movement();
      HookedCatalog.loseAnAnswerAndBreak();

      String runId = world.start(movement);
      JsonNode run = world.ended(runId);
      assertThat(run.path("status").asText()).isEqualTo("FAILED");
      assertThat(run.path("reasonForIncompletion").asText())
          .contains("CATALOG_UNAVAILABLE", "The catalog does not answer");

      HookedCatalog.heal();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                Outcome outcome = world.registry.run(runId).get(0).outcome();
                assertThat(outcome).isNotNull();
                assertThat(outcome.servedBy()).isEqualTo(Connector.LEGACY);
                assertThat(outcome.rows()).isEqualTo(5);
                assertThat(outcome.message()).contains("CATALOG_UNAVAILABLE", "is published");
              });
      assertThat(world.tables.published(movement)).hasSize(1);
    } finally {
      world.routing("{salt: pointsman, rules: [], default: {route: {connector: spark}}}");
    }
  }

  private static void legacyOnly() throws Exception {
    world.routing("{salt: pointsman, rules: [], default: {route: {connector: legacy}}}");
  }

  private static JsonNode failedTry(String workflowId, String reference) {
    return world.task(workflowId, reference, "FAILED");
  }
}

package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.Route;
import io.pointsman.decider.WriteMode;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.it.scripted.ScriptedEngines;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.workers.config.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What of a destination a run writes, and destinations that a source does not fit into. */
@ExtendWith(SharedParts.class)
class MoveDataTablesIT {
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
  void runsOverwriteOnePartitionEachWhicheverEngineServes() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();

    JsonNode first = world.ended(world.start(movement.id(), day("2027-01-30")));
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_LOST, "killed"));
    JsonNode second = world.ended(world.start(movement.id(), day("2027-01-31")));
    world.spark.script(movement.id(), new Script.Stages(3));
    JsonNode again = world.ended(world.start(movement.id(), day("2027-01-30")));

    assertServed(first, Connector.SPARK, "DEFAULT", 5);
    assertThat(first.path("output").path("summary").asText())
        .contains("5 rows of partition day=2027-01-30");
    assertServed(second, Connector.LEGACY, "SPARK_LOST", 5);
    assertServed(again, Connector.SPARK, "DEFAULT", 3);
    assertThat(rows(movement)).isEqualTo(Map.of("day=2027-01-30", 3L, "day=2027-01-31", 5L));
    assertThat(world.tables.published(movement)).hasSize(3);
    assertThat(again.path("output").path("snapshotId").asLong())
        .isEqualTo(world.tables.table(movement).currentSnapshot().snapshotId());
    assertThat(world.tables.runBranches(movement)).isEmpty();

    JsonNode forgotten = world.ended(world.start(movement));
    assertThat(forgotten.path("reasonForIncompletion").asText())
        .startsWith("INVALID_INPUT: ")
        .contains("'writeMode' is missing", "day=2027-01-30");
    assertThat(rows(movement)).hasSize(2);
  }

  @Test
  void aPartitionThatCannotBeEndsTheRunWithTheFieldNamed() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.ended(world.start(movement.id(), day("2027-01-30")));

    assertRefused(movement, day("tomorrow"), "partition.day", "a date such as");
    assertRefused(movement, partition("night", "2027-01-30"), "partition.night", "by day");
    assertRefused(movement, partition("id", 7), "partition.id");
    assertRefused(movement, partition("da`y; DROP TABLE x", "2027-01-30"), "da`y");
    assertRefused(movement, day("2027-01-30' OR '1'='1"), "partition.day");
    assertRefused(movement, day("../../2027-01-30"), "partition.day");
    assertRefused(movement, day("2027-01-30\nx"), "partition.day");
    assertRefused(movement, day("${workflow.input.movement}"), "partition.day");
    assertThat(rows(movement)).isEqualTo(Map.of("day=2027-01-30", 5L));
    assertThat(world.tables.published(movement)).hasSize(1);
  }

  @Test
  void aTextOfAnyKindIsAPartitionsValue() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();

    JsonNode run =
        world.ended(world.start(movement.id(), partition("place", "o'hare/../\"ü\" $ {x} %2F")));

    assertServed(run, Connector.SPARK, "DEFAULT", 5);
    assertThat(rows(movement))
        .containsOnlyKeys("place=o%27hare%2F..%2F%22%C3%BC%22+%24+%7Bx%7D+%252F");
  }

  @Test
  void whatTheRegistrySaysOfAMovementsWritesHolds() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.registry.putMovement(
        new MovementDefinition(
            movement,
            null,
            null,
            null,
            WriteMode.OVERWRITE_PARTITION,
            Map.of("day", PartitionType.STRING),
            null),
        new Change("test", "a snapshot a day"));

    assertRefused(movement, Map.of(), "'partition' is missing", "name it by day");
    assertRefused(movement, Map.of("writeMode", "replace"), "'partition' is missing");
    JsonNode run =
        world.ended(world.start(movement.id(), Map.of("partition", Map.of("day", "2027-01-30"))));

    assertServed(run, Connector.SPARK, "DEFAULT", 5);
    assertThat(world.tables.table(movement).schema().findType("day"))
        .isEqualTo(Types.StringType.get());
  }

  @Test
  void aLegacyEngineThatWouldReplaceTheWholeTableIsNotAskedForAPartition() throws Exception {
    world.startWorker(writingByItself(), Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.Fails(FailureReason.SPARK_LOST, "killed"));

    String runId = world.start(movement.id(), day("2027-01-30"));
    JsonNode run = world.ended(runId);

    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .contains("LEGACY_SUBMIT_FAILED", "cannot overwrite one partition", "{partition}");
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.tables.published(movement)).isEmpty();
  }

  @Test
  void columnsThatCannotBeFollowedAreDecidedLegacyWithoutTryingSpark() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    otherTypes(movement);

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    // An engine that stages cannot claim such a table either: nobody serves, and it is said why.
    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .contains("SCHEMA_CHANGED: ", "'name' is int in the table, string in the source");
    JsonNode decided = world.task(runId, "decide_route", "COMPLETED").path("outputData");
    assertThat(decided.path("route").asText()).isEqualTo("LEGACY");
    assertThat(decided.path("reason").asText()).isEqualTo("SCHEMA_CHANGED");
    assertThat(decided.path("message").asText()).contains("'name' is int in the table");
    assertThat(world.spark.started(runId)).isEmpty();
    assertThat(world.legacy.started(runId)).isEmpty();
    assertThat(world.tables.published(movement)).isEmpty();
    assertThat(world.tables.table(movement).refs()).isEmpty();
    RunExecution known = reported(runId);
    assertThat(known.decision().reason()).isEqualTo(DecisionReason.SCHEMA_CHANGED);
    assertThat(known.outcome().decided()).isEqualTo(Route.LEGACY);
    assertThat(known.outcome().servedBy()).isNull();
    assertThat(known.outcome().failure()).isEqualTo(FailureReason.SCHEMA_CHANGED);
  }

  @Test
  void anEngineThatWritesByItselfServesColumnsThatPointsmanCannotFollow() throws Exception {
    world.startWorker(writingByItself(), Role.values());
    Movement movement = world.movement();
    otherTypes(movement);

    String runId = world.start(movement);
    JsonNode run = world.ended(runId);

    assertServed(run, Connector.LEGACY, "SCHEMA_CHANGED", 5);
    assertThat(run.path("output").path("fallback").isObject()).isFalse();
    assertThat(world.spark.started(runId)).isEmpty();
    assertThat(
            world
                .task(runId, "claim_legacy", "COMPLETED")
                .path("outputData")
                .path("summary")
                .asText())
        .contains("is not claimed", "'name' is int in the table", "writes it by itself");
    Outcome outcome = reported(runId).outcome();
    // Guards count fallbacks and failures: this is neither.
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.decided()).isEqualTo(Route.LEGACY);
    assertThat(outcome.decision().reason()).isEqualTo(DecisionReason.SCHEMA_CHANGED);
  }

  private static void otherTypes(Movement movement) {
    world.tables.createTable(
        movement,
        new Schema(
            Types.NestedField.optional(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.IntegerType.get())));
  }

  private static ScriptedEngines writingByItself() {
    return new ScriptedEngines(
        world.spark,
        world.legacy,
        new LegacyEngine.Abilities(true, true, true, true, false, false, true, true));
  }

  private static RunExecution reported(String runId) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> world.registry.run(runId).get(0), execution -> execution.outcome() != null);
  }

  private static void assertRefused(Movement movement, Map<String, Object> input, String... message)
      throws Exception {
    String runId = world.start(movement.id(), input);
    JsonNode run = world.ended(runId);
    assertThat(run.path("status").asText()).as(run.path("output").toString()).isEqualTo("FAILED");
    assertThat(run.path("reasonForIncompletion").asText())
        .startsWith("INVALID_INPUT: ")
        .contains(message);
    assertThat(run.path("output").path("decided").asText()).isEqualTo("REFUSED");
    assertThat(world.spark.started(runId)).isEmpty();
    assertThat(world.legacy.started(runId)).isEmpty();
  }

  private static Map<String, Object> day(String value) {
    return partition("day", value);
  }

  private static Map<String, Object> partition(String column, Object value) {
    return Map.of("writeMode", "overwrite-partition", "partition", Map.of(column, value));
  }

  /** What readers see: rows a partition. */
  private static Map<String, Long> rows(Movement movement) throws Exception {
    Map<String, Long> rows = new TreeMap<>();
    Table table = world.tables.table(movement);
    try (var tasks = table.newScan().planFiles()) {
      tasks.forEach(
          task ->
              rows.merge(
                  task.spec().partitionToPath(task.file().partition()),
                  task.file().recordCount(),
                  Long::sum));
    }
    return rows;
  }
}

package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.WireJson;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.workers.config.Role;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Input that means harm, through a real Conductor; and where credentials must never stand. */
@ExtendWith(SharedParts.class)
class HostileInputIT {
  private static final String ID = "shop/orders/hostile -> lake.orders.hostile";

  @TempDir private static Path folder;
  private static WorkflowWorld world;
  private static String secret;

  private record Hostile(String field, Map<String, Object> input) {}

  @BeforeAll
  static void begin(ConductorServer conductor, S3Server s3) throws Exception {
    world = WorkflowWorld.patient(conductor, s3, folder);
    secret = s3.secret();
  }

  @AfterAll
  static void end() {
    world.close();
  }

  private static List<Hostile> hostile() {
    return List.of(
        new Hostile("table", Map.of("movement", "shop/orders/t'; DROP TABLE x -- -> lake.a.b")),
        new Hostile("table", Map.of("movement", "shop/orders/$(id) -> lake.a.b")),
        new Hostile("cluster", Map.of("movement", "../orders/t -> lake.a.b")),
        new Hostile("movement.source", Map.of("movement", "shop/../../x/orders/t -> lake.a.b")),
        new Hostile("table", Map.of("movement", "shop/orders/t\nx -> lake.a.b")),
        new Hostile("table", Map.of("movement", "shop/orders/t\0 -> lake.a.b")),
        new Hostile("table", Map.of("movement", "shop/orders/t\u202E -> lake.a.b")),
        new Hostile("table", Map.of("movement", "shop/orders/caf\u00e9 -> lake.a.b")),
        new Hostile("namespace", Map.of("movement", "shop/orders/t -> lake.a/b.c")),
        new Hostile("movement", Map.of("movement", "x".repeat(1 << 20))),
        new Hostile("movement", Map.of("movement", "${workflow.secrets.KEY}")),
        new Hostile(
            "movement",
            Map.of("movement", "${workflow.input.other}", "other", "shop/orders/t -> lake.a.b")),
        new Hostile("movement", Map.of("movement", "#{T(java.lang.System).exit(1)}")),
        new Hostile("backupId", Map.of("movement", ID, "backupId", "../../etc/passwd")),
        new Hostile("backupId", Map.of("movement", ID, "backupId", "${workflow.input.movement}")),
        new Hostile("asOf", Map.of("movement", ID, "asOf", "now() -- ")),
        new Hostile("cohort", Map.of("movement", ID, "cohort", "a\u200Fb")),
        new Hostile("cohort", Map.of("movement", ID, "cohort", "y".repeat(1 << 20))),
        new Hostile("cohort", Map.of("movement", ID, "cohort", "${workflow.input.movement}")),
        new Hostile("labels", Map.of("movement", ID, "labels", Map.of("a b", "c"))),
        new Hostile(
            "labels.team",
            Map.of("movement", ID, "labels", Map.of("team", "${workflow.secrets.KEY}"))),
        new Hostile("labels.team", Map.of("movement", ID, "labels", Map.of("team", "a\0b"))),
        new Hostile(
            "partition.day",
            Map.of(
                "movement",
                ID,
                "writeMode",
                "overwrite-partition",
                "partition",
                Map.of("day", "a\nb"))),
        new Hostile(
            "partition",
            Map.of(
                "movement",
                ID,
                "writeMode",
                "overwrite-partition",
                "partition",
                Map.of("../day", "x"))),
        new Hostile("deadlineSeconds", Map.of("movement", ID, "deadlineSeconds", "1; id")));
  }

  @Test
  void hostileInputIsRefusedWithTheFieldNamedAndNothingMoves() throws Exception {
    world.startWorker(Role.values());
    Map<String, Hostile> runs = new LinkedHashMap<>();
    for (Hostile hostile : hostile()) {
      runs.put(world.startWith(hostile.input()), hostile);
    }
    runs.forEach(
        (runId, hostile) -> {
          JsonNode run = world.ended(runId);
          String reason = run.path("reasonForIncompletion").asText();
          assertThat(run.path("status").asText()).as(hostile.field()).isEqualTo("FAILED");
          assertThat(reason)
              .startsWith("INVALID_INPUT: Not a movement: field '" + hostile.field() + "'")
              .hasSizeLessThan(600)
              .doesNotContainPattern("[\\p{Cc}\\p{Cf}]")
              .doesNotContainPattern("[$#]\\{\\w");
          if (hostile.input().containsValue("${workflow.input.other}")) {
            // Conductor hands values over as they are: nothing was expanded on the way.
            assertThat(reason).contains("is '$ {workflow.input.other}'");
          }
          assertThat(run.path("output").path("decided").asText()).isEqualTo("REFUSED");
          assertThat(world.spark.started(runId)).isEmpty();
          assertThat(world.legacy.started(runId)).isEmpty();
        });
    assertThat(world.tables.published(Movement.parse(ID))).isEmpty();
  }

  @Test
  void credentialsStandInNoDocumentRecordLogOrError() throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    PrintStream tee = new PrintStream(logged, true, StandardCharsets.UTF_8);
    System.setOut(tee);
    System.setErr(tee);
    StringBuilder documents = new StringBuilder();
    try {
      world.startWorker(Role.values());
      Movement served = world.movement();
      Movement failing = world.movement();
      world.spark.script(failing.id(), new Script.Fails(FailureReason.SPARK_FAILED, "boom"));
      world.legacy.script(failing.id(), new Script.Fails(FailureReason.LEGACY_FAILED, "full"));
      String first = world.start(served);
      String second = world.start(failing);
      assertServed(world.ended(first), Connector.SPARK, "DEFAULT", 5);
      assertThat(world.ended(second).path("status").asText()).isEqualTo("FAILED");
      for (String runId : List.of(first, second)) {
        documents.append(world.conductor.workflow(runId).orElseThrow());
        documents.append(world.conductor.workflow(world.subWorkflow(runId)).orElseThrow());
        documents.append(WireJson.mapper().writeValueAsString(world.registry.run(runId)));
      }
      documents.append(WireJson.mapper().writeValueAsString(world.registry.audit(500, null)));
      world.controlObjects().forEach(documents::append);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertThat(secret).hasSizeGreaterThan(8);
    assertThat(documents.toString()).contains("control", "runId").doesNotContain(secret);
    assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain(secret);
  }
}

package io.pointsman.it.workflow;

import static io.pointsman.it.workflow.RunAssertions.assertServed;
import static io.pointsman.it.workflow.RunAssertions.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobKey;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.workers.config.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code gc}, {@code adopt}, {@code unfence} and {@code doctor} on real parts. */
@ExtendWith(SharedParts.class)
class OperatorCommandsIT {
  @TempDir private static Path folder;
  private static WorkflowWorld world;

  private record Said(int status, JsonNode json, String err) {}

  @BeforeAll
  static void begin(ConductorServer conductor, S3Server s3) throws Exception {
    world = WorkflowWorld.patient(conductor, s3, folder);
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
  void gcListsThenRemovesWhatEndedRunsLeftAndNothingElse() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    String ended = world.start(movement);
    assertServed(world.ended(ended), Connector.SPARK, "DEFAULT", 5);
    world.spark.script(movement.id(), new Script.RunsForever());
    String running = startAwaited(movement);

    String ofEnded = branch(movement, new JobKey(ended, 1, Connector.LEGACY, 7));
    String ofRunning = branch(movement, new JobKey(running, 1, Connector.SPARK, 1));
    String unknown =
        branch(movement, new JobKey(UUID.randomUUID().toString(), 1, Connector.SPARK, 1));
    String foreign = branch(movement, "audit_by_finance");
    String unclear = branch(movement, "pointsman_of_my_own");
    intermediate(movement, new JobKey(ended, 1, Connector.LEGACY, 1));
    intermediate(movement, new JobKey(running, 1, Connector.LEGACY, 1));

    Said dry = run("gc", movement.id(), "--json");
    assertThat(dry.status()).as(dry.err()).isZero();
    assertThat(dry.json().path("ok").asBoolean()).isTrue();
    assertThat(dry.json().path("dryRun").asBoolean()).isTrue();
    assertThat(removable(dry.json()))
        .hasSize(2)
        .anyMatch(where -> where.endsWith(ofEnded))
        .anyMatch(where -> where.contains("pointsman_intermediate_" + ended.replace('-', '_')));
    assertThat(world.tables.table(movement).refs())
        .containsKeys(ofEnded, ofRunning, unknown, foreign, unclear);

    Said done = run("gc", movement.id(), "--json", "--yes");
    assertThat(done.status()).as(done.err()).isZero();
    assertThat(done.json().path("checks").findValuesAsText("name"))
        .contains("removed", "freed", "not removed");
    assertThat(world.tables.table(movement).refs())
        .doesNotContainKey(ofEnded)
        .containsKeys(ofRunning, unknown, foreign, unclear);
    assertThat(world.tables.destination(movement).intermediateTables())
        .extracting(table -> table.job().runId())
        .containsExactly(running);
    assertThat(removable(run("gc", movement.id(), "--json").json())).isEmpty();

    world.spark.scriptRun(running, new Script.Stages(9));
    assertServed(world.ended(running), Connector.SPARK, "DEFAULT", 9);
    assertThat(world.tables.published(movement)).hasSize(2);
  }

  @Test
  void gcStopsAJobWhoseRunHasEndedAndNoneWhoseRunGoesOn() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String ended = startAwaited(movement);
    Movement other = world.movement();
    world.spark.script(other.id(), new Script.RunsForever());
    String running = startAwaited(other);
    // Nobody looks after jobs while no worker is there.
    world.stopWorkers();
    world.conductor.terminate(ended, "not today");
    String job = "SPARK of " + movement.id();

    Said dry = run("gc", movement.id(), "--json");
    assertThat(dry.status()).as(dry.err()).isZero();
    assertThat(kind(dry, "JOB")).hasSize(1);
    assertThat(kind(dry, "JOB").get(0).path("where").asText()).isEqualTo(job);
    assertThat(kind(dry, "JOB").get(0).path("run").asText()).contains("TERMINATED");
    assertThat(removable(dry.json())).contains(job);
    assertThat(world.spark.cancelled(ended)).isEmpty();
    Said kept = run("gc", other.id(), "--json");
    assertThat(kind(kept, "JOB")).hasSize(1);
    assertThat(kind(kept, "JOB").get(0).path("kept").asText()).isEqualTo("its run goes on");

    Said done = run("gc", movement.id(), "--json", "--yes");
    assertThat(done.status()).as(done.err()).isZero();
    assertThat(world.spark.cancelled(ended)).isNotEmpty();
    assertThat(run("gc", other.id(), "--json", "--yes").status()).isZero();
    assertThat(world.spark.cancelled(running)).isEmpty();
    assertThat(world.files().open(Connector.SPARK))
        .extracting(open -> open.decision().runId())
        .contains(running)
        .doesNotContain(ended);
    world.conductor.terminate(running, "end of the test");
  }

  @Test
  void gcDeletesTheRecordsOfRunsThatEndedLongAgoAndNoOthers() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    String ended = world.start(movement);
    assertServed(world.ended(ended), Connector.SPARK, "DEFAULT", 5);
    world.spark.script(movement.id(), new Script.RunsForever());
    String running = startAwaited(movement);
    // The last word of the run that ended comes with its outcome.
    Awaitility.await().until(() -> world.registry.run(ended).get(0).outcome() != null);
    world.stopWorkers();
    List<String> soon = List.of("leftovers: {recordAge: 1s}");

    assertThat(kind(run("gc", movement.id(), "--json"), "RECORDS")).isEmpty();
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(kind(run(soon, "gc", movement.id(), "--json"), "RECORDS")).hasSize(2));
    Said dry = run(soon, "gc", movement.id(), "--json");
    assertThat(removable(dry.json()))
        .singleElement()
        .asString()
        .contains("runs/" + ended + "/, ")
        .endsWith(" objects");
    assertThat(records(ended)).isNotEmpty();

    Said done = run(soon, "gc", movement.id(), "--json", "--yes");
    assertThat(done.status()).as(done.err()).isZero();
    assertThat(records(ended)).isEmpty();
    assertThat(records(running)).isNotEmpty();
    assertThat(world.tables.published(movement)).hasSize(1);
    world.conductor.terminate(running, "end of the test");
  }

  private static String startAwaited(Movement movement) throws Exception {
    String runId = world.start(movement);
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));
    return runId;
  }

  private static List<String> records(String runId) throws Exception {
    return world.controlObjects().stream()
        .filter(object -> object.contains("/runs/" + runId + "/"))
        .toList();
  }

  private static List<JsonNode> kind(Said said, String kind) {
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode item : said.json().path("items")) {
      if (item.path("kind").asText().equals(kind)) {
        items.add(item);
      }
    }
    return items;
  }

  @Test
  void gcRefusesToGuessWithoutConductor() throws Exception {
    Movement movement = world.movement();
    Said said =
        run(List.of("conductor: {url: 'http://127.0.0.1:9'}"), "gc", movement.id(), "--json");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.json().path("ok").asBoolean()).isFalse();
  }

  @Test
  void aDestinationIsHandedToARenamedMovementAndThatIsAudited() throws Exception {
    world.startWorker(Role.values());
    Movement old = world.movement();
    assertServed(world.ended(world.start(old)), Connector.SPARK, "DEFAULT", 5);
    Movement renamed = Movement.parse("shop/orders/renamed -> " + old.destination());
    JsonNode refused = world.ended(world.start(renamed));
    assertThat(refused.path("reasonForIncompletion").asText())
        .startsWith("DESTINATION_HELD")
        .contains(old.id());

    Said adopted = run("adopt", renamed.id(), "--why", "ticket 4711", "--actor", "ana", "--json");

    assertThat(adopted.status()).as(adopted.err()).isZero();
    assertThat(adopted.json().path("from").asText()).isEqualTo(old.id());
    AuditEntry audited = world.registry.audit(1, null).entries().get(0);
    assertThat(audited.subject()).isEqualTo("destination/" + old.destination());
    assertThat(audited.actor()).isEqualTo("ana");
    assertThat(audited.why()).isEqualTo("ticket 4711");
    assertThat(audited.from().path("heldBy").asText()).isEqualTo(old.id());
    assertThat(audited.to().path("heldBy").asText()).isEqualTo(renamed.id());
    assertServed(world.ended(world.start(renamed)), Connector.SPARK, "DEFAULT", 5);
    assertThat(world.ended(world.start(old)).path("reasonForIncompletion").asText())
        .startsWith("DESTINATION_HELD");
    assertThat(run("adopt", renamed.id(), "--why", "again", "--json").status()).isZero();
  }

  @Test
  void aTableIsTakenOutOfTheFenceButNotWhileARunIsAtWork() throws Exception {
    world.startWorker(Role.values());
    Movement movement = world.movement();
    world.spark.script(movement.id(), new Script.RunsForever());
    String runId = world.start(movement);
    world.await(world.subWorkflow(runId), sub -> awaited(sub, "await_spark"));
    String table = movement.destination().toString();

    Said refused = run("unfence", table, "--why", "retired", "--json");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.json().path("message").asText()).contains(runId, "--force");
    assertThat(world.tables.destination(movement).fenceHead()).isPresent();

    Said forced = run("unfence", movement.id(), "--why", "retired", "--force", "--json");
    assertThat(forced.status()).as(forced.err()).isZero();
    assertThat(world.tables.destination(movement).fenceHead()).isEmpty();
    AuditEntry audited = world.registry.audit(1, null).entries().get(0);
    assertThat(audited.subject()).isEqualTo("destination/" + table);
    assertThat(audited.to()).isNull();
    world.conductor.terminate(runId, "end of the test");
  }

  @Test
  void whatIsNoMovementOrTableIsNamed() throws Exception {
    assertThat(message(run("adopt", "x", "--why", "y", "--json"))).contains("field 'movement'");
    assertThat(message(run("unfence", "lake", "--why", "y", "--json")))
        .contains("catalog.namespace.table");
  }

  @Test
  void theDoctorTriesEverythingOutAndSaysWhatToDo() throws Exception {
    world.emptySource("empty");
    Said said = run("doctor", "--json");
    assertThat(said.status()).isEqualTo(1);
    assertThat(check(said, "conductor").path("ok").asBoolean()).isTrue();
    assertThat(check(said, "workflows").path("ok").asBoolean()).isTrue();
    assertThat(check(said, "registry").path("ok").asBoolean()).isTrue();
    assertThat(check(said, "control store").path("ok").asBoolean()).as(said.err()).isTrue();
    assertThat(check(said, "catalog lake").path("ok").asBoolean()).as(said.err()).isTrue();
    assertThat(check(said, "source empty").path("ok").asBoolean()).isFalse();
    assertThat(check(said, "source empty").path("message").asText())
        .contains("no backup", "To do:");

    Said down =
        run(
            List.of(
                "conductor: {url: 'http://127.0.0.1:9'}", "registry: {url: 'http://127.0.0.1:9'}"),
            "doctor",
            "--json");
    assertThat(down.status()).isEqualTo(1);
    assertThat(check(down, "conductor").path("message").asText()).contains("To do:");
    assertThat(check(down, "registry").path("message").asText()).contains("To do:");
    assertThat(check(down, "control store").path("ok").asBoolean()).isTrue();
  }

  @Test
  void theDoctorAsksTheLegacyJobService() throws Exception {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    service.start();
    String address = "http://127.0.0.1:" + service.getAddress().getPort();
    List<String> configuration =
        List.of(
            "worker: {roles: [legacy]}",
            """
            legacy:
              engine: http
              http:
                baseUrl: '%s'
                submit: {method: POST, path: /jobs, body: {key: "{jobKey}"}}
                status: {method: GET, path: "/jobs/{jobId}"}
                answer: {jobId: /id, state: /state}
                states: {RUNNING: RUNNING, DONE: SUCCEEDED, ERROR: FAILED}
            """
                .formatted(address));
    JsonNode answers;
    try {
      answers = check(run(configuration, "doctor", "--json"), "legacy");
    } finally {
      service.stop(0);
    }
    assertThat(answers.path("ok").asBoolean()).as(answers.toString()).isTrue();
    assertThat(answers.path("unit").asText()).isEqualTo("ms");
    assertThat(answers.path("message").asText()).contains(address, "answers (404)");

    Said gone = run(configuration, "doctor", "--json");
    assertThat(gone.status()).isEqualTo(1);
    assertThat(check(gone, "legacy").path("ok").asBoolean()).isFalse();
    assertThat(check(gone, "legacy").path("message").asText())
        .contains(address, "does not answer", "To do: start it, or correct legacy.http.baseUrl");
  }

  private static String message(Said said) {
    return said.json().path("checks").get(0).path("message").asText();
  }

  private static JsonNode check(Said said, String name) {
    for (JsonNode check : said.json().path("checks")) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    throw new AssertionError("No check '" + name + "' in " + said.json());
  }

  private static List<String> removable(JsonNode document) {
    List<String> where = new ArrayList<>();
    document
        .path("items")
        .forEach(
            item -> {
              if (!item.has("kept")) {
                where.add(item.path("where").asText());
              }
            });
    return where;
  }

  private static String branch(Movement movement, JobKey job) {
    return branch(movement, job.branch());
  }

  private static String branch(Movement movement, String name) {
    world.tables.table(movement).manageSnapshots().createBranch(name).commit();
    return name;
  }

  private static void intermediate(Movement movement, JobKey job) {
    world.tables.createTable(
        movement,
        job.intermediateTable(),
        new Schema(Types.NestedField.optional(1, "kind", Types.StringType.get())));
  }

  private static Said run(String... words) throws Exception {
    return run(List.of(), words);
  }

  private static Said run(List<String> overruling, String... words) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = world.commands();
    commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", world.configFile(overruling).toString()));
    int status = commands.execute(all.toArray(String[]::new));
    assertThat(out.toString()).as(err.toString()).startsWith("{");
    return new Said(status, WireJson.mapper().readTree(out.toString()), err.toString());
  }
}

package io.pointsman.registry.cli;

import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.TestDatabase;
import io.pointsman.registry.TestRegistry;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RoutingCommandsTest {
  private static final String TABLE =
      """
      salt: pointsman
      rules:
        - id: a
          match: {cluster: mem*}
          ramp: [{percent: 0, approval: true}, {percent: 100}]
          guard: {demoteAfterFallbacks: 1}
      default: {route: {connector: legacy}}
      """;

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;
  private Path file;

  @BeforeEach
  void start() throws RegistryException, IOException {
    registry = TestRegistry.furnished(kind, directory);
    registry.client().putMovement(MovementDefinition.of(MOVEMENT), TestRegistry.CHANGE);
    file = Files.writeString(directory.resolve("routes.yaml"), TABLE);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private record Printed(int status, String out, String errors) {
    JsonNode json() throws IOException {
      return WireJson.mapper().readTree(out);
    }
  }

  @Test
  void aDocumentIsComparedTriedOutAppliedAndTakenBack() throws IOException {
    Printed drift = run("route", "diff", file.toString());
    assertThat(drift.status()).isEqualTo(1);
    assertThat(drift.out()).contains("+ rules.a: ", "1 differences, from revision 1 by registry");
    assertThat(run("route", "apply", file.toString(), "--dry-run", "--why", "review").out())
        .contains("+ rules.a: ", "1 movements: 0 to Spark now, 0 then", "Nothing was changed.");
    assertThat(run("route", "apply", file.toString(), "--why", "reviewed").out())
        .isEqualTo("Revision 2 is in force\n");
    Files.writeString(file, run("route", "export").out());
    assertThat(run("route", "diff", file.toString(), "--json").json().get("ok").asBoolean())
        .isTrue();
    assertThat(run("route", "undo", "--why", "not meant").out())
        .isEqualTo("Revision 3 is in force: the table of revision 1\n");
    assertThat(run("audit", "--limit", "2").out()).contains("not meant", "(revision 3)");
    assertThat(run("route", "undo", "--to", "9", "--why", "x").errors())
        .contains("There is no revision 9");
    assertThat(run("route", "undo", "--to", "1", "--why", "x").out()).contains("Nothing changed");
  }

  @Test
  void aRampIsListedApprovedAndSteered() {
    assertThat(run("ramp", "list").out()).isEqualTo("No rule has a ramp.\n");
    run("route", "apply", file.toString(), "--why", "x");
    assertThat(run("ramp", "list").out()).contains("[0.00 %] > 100.00 %", "nobody approved it");
    assertThat(run("route", "list").out())
        .contains("step 1 of 2", "back after 1 fallback, until released");
    assertThat(run("ramp", "pause", "a", "--why", "freeze").out())
        .contains("a: step 1 of 2, paused");
    assertThat(run("ramp", "resume", "a", "--why", "over").status()).isZero();
    assertThat(run("ramp", "approve", "a", "--step", "2", "--why", "x").errors())
        .contains("stands on step 1, not on 2");
    assertThat(run("ramp", "approve", "a", "--why", "looked").out())
        .isEqualTo("a: step 2 of 2, 100.00 % to Spark; waits for: it is the last step\n");
    assertThat(run("ramp", "back", "a", "--why", "x").out()).contains("a: step 1 of 2, paused");
    assertThat(run("ramp", "advance", "b", "--why", "x").errors()).contains("no rule 'b'");
    assertThat(run("route", "set", "a", "--percent", "5", "--why", "x").errors())
        .contains("owned by its ramp");
  }

  @Test
  void aGuardIsShownAndLetsGo() throws RegistryException {
    run("route", "apply", file.toString(), "--why", "x");
    run("ramp", "advance", "a", "--why", "x");
    assertThat(run("guard", "list").out()).isEqualTo("No movement is kept on legacy by a guard.\n");
    registry
        .client()
        .reportOutcome(
            outcome(
                registry.client().decide(request("run-1")),
                Connector.LEGACY,
                FailureReason.SPARK_FAILED,
                "it failed"));
    assertThat(run("guard", "list").out())
        .contains(MOVEMENT.id(), "until released", "run run-1, SPARK_FAILED");
    assertThat(run("guard", "release", MOVEMENT.id(), "--why", "fixed").status()).isZero();
    assertThat(run("guard", "release", MOVEMENT.id(), "--why", "fixed").errors())
        .contains("is not demoted");
    assertThat(run("breaker", "show").out()).contains("The fleet's breaker is closed");
    assertThat(run("breaker", "close", "--why", "x").errors()).contains("is not open");
    assertThat(run("proofs").out()).contains("No proof of that kind");
  }

  @Test
  void theBudgetOfShadowsIsShownAndOneIsEndedByWhoSaysWhy() throws Exception {
    Files.writeString(
        file,
        """
        salt: pointsman
        rules:
          - {id: a, match: {}, route: {connector: legacy, shadowPercent: 100}, shadowBudget: {atOnce: 1}}
        shadowBudget: {bytesPerDay: 2TB}
        default: {route: {connector: legacy}}
        """);
    run("route", "apply", file.toString(), "--why", "x");
    assertThat(run("route", "list").out())
        .contains("Shadow budget: 10 at once, 2.0 TB a day, 24 h each");
    assertThat(run("proofs", "shadows").out())
        .contains("fleet   0 of 10  0 B of 2.0 TB", "rule a  0 of 1", "No such shadow was granted");
    registry.client().decide(request("run-1"));
    registry.client().decide(request("run-2"));
    assertThat(run("proofs", "shadows", "--running").out()).contains("run-1", "runs, until");
    assertThat(run("explain", "run-2").out())
        .contains("without its shadow", "no: the shadow budget of rule a is used up: 1 run and 1")
        .contains("Replayed   the same route");
    assertThat(run("proofs", "end-shadow", "run-1").status()).as("without a reason").isEqualTo(2);
    assertThat(run("proofs", "end-shadow", "run-1", "--why", "it hangs").out())
        .contains("The shadow of run run-1 is over");
    JsonNode shadows = run("proofs", "shadows", "--json").json();
    assertThat(shadows.at("/budgets/0/running").asInt()).isZero();
    assertThat(shadows.at("/shadows/0/endedWhy").asText()).endsWith(": it hangs");
    assertThat(run("proofs", "end-shadow", "run-1", "--why", "x").errors())
        .contains("is over since");
  }

  @Test
  void sourcesAndCatalogsGoOutIntoAFileAndComeBack() throws Exception {
    assertThat(
            run(
                    "source",
                    "set",
                    "members",
                    "--backup-uri",
                    "s3://backups/m",
                    "--max-skew",
                    "2h",
                    "--why",
                    "x")
                .status())
        .isZero();
    assertThat(run("source", "list").out()).contains("MAX SKEW", "PT2H");
    String exported = run("source", "export").out();
    assertThat(exported).contains("maxSkew: \"PT2H\"", "name: \"lake\"");
    Files.writeString(file, exported.replace("PT2H", "PT3H"));
    assertThat(run("source", "import", file.toString(), "--why", "longer").out())
        .isEqualTo("0 added, 1 changed, 1 as they were\n");
    assertThat(
            run(
                    "source",
                    "set",
                    "b",
                    "--backup-uri",
                    "s3://bbb/m",
                    "--max-skew",
                    "2d",
                    "--why",
                    "x")
                .errors())
        .contains("at most a day");
  }

  @Test
  void aSimulationFailsOnAMoveBackWhenItIsToldTo() throws IOException {
    run("route", "set", "default", "--connector", "spark", "--why", "x");
    Printed forward = run("simulate", "--change", "default=100", "--fail-on-move-back");
    assertThat(forward.status()).isZero();
    Printed back = run("simulate", "--change", "default=0", "--fail-on-move-back", "--json");
    assertThat(back.status()).isEqualTo(1);
    assertThat(back.json().get("ok").asBoolean()).isFalse();
    assertThat(back.json().at("/checks/0/figure").asInt()).isEqualTo(1);
    assertThat(back.json().at("/moves/0/movementId").asText()).isEqualTo(MOVEMENT.id());
    assertThat(run("simulate", "--change", "default=0").status()).isZero();
    assertThat(run("simulate", "--file", file.toString()).out())
        .contains("1 move back to legacy", MOVEMENT.id() + "  SPARK  LEGACY");
    assertThat(run("simulate", "--change", "default=0", "--file", "x").status()).isEqualTo(2);
  }

  private Printed run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--registry");
    all.add(registry.uri().toString());
    all.add("--token-file");
    all.add(registry.tokenFile().toString());
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    int status =
        RegistryCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(errors, true))
            .execute(all.toArray(String[]::new));
    return new Printed(status, out.toString(), errors.toString());
  }
}

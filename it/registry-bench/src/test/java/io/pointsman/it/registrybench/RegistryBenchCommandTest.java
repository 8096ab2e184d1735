package io.pointsman.it.registrybench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.postgres.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** That it runs and counts; how fast is for quiet machines, and no test's business. */
class RegistryBenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void aSmallBenchPrintsEveryBarOfBothDatabasesAndLosesNoDecision() throws Exception {
    Assumptions.assumeTrue(
        PostgresServer.binaries().isPresent() || "true".equals(System.getenv("CI")),
        "There is no PostgreSQL on this machine");
    int status =
        run(
            "bench",
            "registry",
            "--runs",
            "500",
            "--movements",
            "50",
            "--rules",
            "20",
            "--rate",
            "20",
            "--seconds",
            "1",
            "--json");
    JsonNode document = new ObjectMapper().readTree(out.toString());
    List<String> names = new ArrayList<>();
    document.path("checks").forEach(check -> names.add(check.path("name").asText()));
    assertThat(names).hasSize(6 * 2 + 1);
    for (String database : List.of("SQLite", "PostgreSQL")) {
      assertThat(names)
          .anyMatch(name -> name.startsWith(database + ": 99 % of decisions"))
          .anyMatch(name -> name.startsWith(database + ": the slowest of"))
          .anyMatch(name -> name.startsWith(database + ": 20 rules and 50 movements simulated"));
    }
    for (JsonNode check : document.path("checks")) {
      if (check.path("name").asText().endsWith("none")) {
        assertThat(check.path("ok").asBoolean()).as(check.toString()).isTrue();
      }
    }
    assertThat(status == 0).isEqualTo(document.path("ok").asBoolean());
    assertThat(errors.toString())
        .contains(
            "SQLite, filling: 500 of 500 runs",
            "PostgreSQL, filling: 500 of 500 runs",
            "PostgreSQL, simulation: 20 rules");
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    assertThat(run("registry", "--movements", "3")).isEqualTo(2);
    assertThat(errors.toString()).contains("There is nothing to measure with so few");
    assertThat(run("bench", "registry", "wide")).isEqualTo(2);
    assertThat(errors.toString()).contains("Unmatched argument", "pointsman bench registry");
  }

  private int run(String... arguments) {
    CommandLine command =
        RegistryBenchCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(errors, true));
    return command.execute(RegistryBenchCommand.options(arguments));
  }
}

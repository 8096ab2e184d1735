package io.pointsman.registry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** That it runs and counts; how fast is for quiet machines, and no test's business. */
class BenchCommandTest {
  @Test
  void aSmallBenchPrintsEveryBarAndLosesNoDecision() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine command =
        RegistryCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(errors, true));
    int status =
        command.execute(
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
    assertThat(names)
        .hasSize(6)
        .anyMatch(name -> name.startsWith("99 % of decisions"))
        .anyMatch(name -> name.startsWith("the slowest of"))
        .anyMatch(name -> name.startsWith("20 rules and 50 movements simulated"));
    for (JsonNode check : document.path("checks")) {
      if (check.path("name").asText().endsWith("none")) {
        assertThat(check.path("ok").asBoolean()).as(check.toString()).isTrue();
      }
    }
    assertThat(status == 0).isEqualTo(document.path("ok").asBoolean());
    assertThat(errors.toString()).contains("filling: 500 of 500 runs", "simulation: 20 rules");
  }
}

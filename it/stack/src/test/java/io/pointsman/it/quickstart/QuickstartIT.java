package io.pointsman.it.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.WireJson;
import io.pointsman.it.ChildProcess;
import io.pointsman.it.JavaProgram;
import io.pointsman.it.StackPaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick start itself, small, as a process of its own. */
class QuickstartIT {
  private static final Duration LIMIT = Duration.ofMinutes(20);

  @TempDir static Path dir;

  private static int status;
  private static JsonNode document;
  private static String log;

  @BeforeAll
  static void runIt() throws Exception {
    StackPaths paths = StackPaths.fromSystemProperty();
    JavaProgram program =
        JavaProgram.ofMain(
                paths,
                "quickstart",
                paths.classPath("it/stack"),
                "io.pointsman.it.quickstart.QuickstartCommand")
            .withJvmOptions(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-D" + StackPaths.HOME_PROPERTY + "=" + paths.home())
            .withArguments(
                "quickstart",
                "--exit",
                "--json",
                "--rows",
                "4000",
                "--dir",
                dir.resolve("quickstart").toString());
    Path output = dir.resolve("quickstart.log");
    try (ChildProcess quickstart = ChildProcess.start(program, output)) {
      status = quickstart.awaitExit(LIMIT);
    }
    log = Files.readString(output);
    // Progress and document share the file here; the document is what begins with a brace.
    int begin = log.indexOf("\n{");
    document = begin < 0 ? null : WireJson.mapper().readTree(log.substring(begin + 1));
  }

  @Test
  void everythingIsAsSaid() {
    assertThat(document).as(log).isNotNull();
    List<String> broken = new ArrayList<>();
    for (JsonNode check : document.path("checks")) {
      if (!check.path("ok").asBoolean()) {
        broken.add(check.toString());
      }
    }
    assertThat(broken).as(log).isEmpty();
    assertThat(document.path("ok").asBoolean()).isTrue();
    assertThat(status).isZero();
  }

  @Test
  void sixRunsShowTheWholeIdea() {
    List<String> routes = new ArrayList<>();
    for (JsonNode row : document.path("movements")) {
      routes.add(row.path("decided").asText() + ">" + row.path("servedBy").asText());
    }
    assertThat(routes)
        .containsExactly(
            "SPARK>SPARK",
            "LEGACY>LEGACY",
            "SPARK>LEGACY",
            "LEGACY>LEGACY",
            "SPARK>SPARK",
            "REFUSED>null");
  }

  @Test
  void everyServedRunEqualsTheTruthAndTheRefusedOneMovedNothing() {
    for (JsonNode row : document.path("movements")) {
      if (row.path("servedBy").isNull()) {
        assertThat(row.path("equal").isNull()).isTrue();
        assertThat(row.path("rows").isNull()).isTrue();
        assertThat(row.path("snapshotId").isNull()).isTrue();
      } else {
        assertThat(row.path("equal").asBoolean()).as(row.toString()).isTrue();
        assertThat(row.path("rows").asLong()).isPositive();
        assertThat(row.path("bytesRead").asLong()).isPositive();
      }
    }
  }

  @Test
  void nothingOfItIsLeftRunning() {
    String folder = dir.resolve("quickstart").toString();
    List<String> left =
        ProcessHandle.allProcesses()
            .map(process -> process.info().commandLine())
            .flatMap(Optional::stream)
            .filter(command -> command.contains(folder))
            .toList();
    assertThat(left).isEmpty();
  }
}

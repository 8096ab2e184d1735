package io.pointsman.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.bench.ReadEngine;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench of reading runs and prints; how fast it is, is no matter for a test. */
class ReadBenchIT {
  /** All that are built without other people's jars. */
  private static final List<ReadEngine> OWN =
      List.of(ReadEngine.CASSANDRA, ReadEngine.SPARK_ROWS, ReadEngine.MOVE_JOB, ReadEngine.LEGACY);

  @TempDir Path dir;

  @Test
  void everyEngineReadsEveryRowAndTheReportSaysSo() throws Exception {
    ReadReport report =
        new ReadBench(StackPaths.fromSystemProperty(), dir, new Progress(System.err))
            .run(new ReadBenchSettings(0.004, List.of("r100_v3"), OWN, 0));

    JsonNode document = new ObjectMapper().readTree(report.json());
    assertThat(document.get("oneCore")).hasSize(4);
    assertThat(document.get("twoCores")).hasSize(1);
    for (JsonNode measurement : document.get("oneCore")) {
      assertThat(measurement.get("rows").asLong()).isEqualTo(3_200);
      assertThat(measurement.get("cpuSeconds").asDouble()).isPositive();
    }
    assertThat(document.get("checks")).hasSize(4);
    assertThat(document.get("ok").asBoolean()).isEqualTo(report.ok());
    assertThat(report.text()).contains("r100_v3", "(b)/(a)", "(e)/(c)", "Where the CPU time goes");
  }
}

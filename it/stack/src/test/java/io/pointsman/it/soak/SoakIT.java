package io.pointsman.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.WireJson;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SharedParts;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The soak, short: some Spark jobs fail, a worker killed, the registry away. */
@ExtendWith(SharedParts.class)
class SoakIT {
  private static final SoakSettings SHORT =
      new SoakSettings(
          32,
          7,
          12,
          // The first three shapes: a late one needs minutes, and a test of its own has it.
          10,
          Duration.ofMinutes(6),
          List.of(Fault.WORKER_KILLED, Fault.REGISTRY_DOWN),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          false);

  @TempDir private static Path folder;
  private static SoakReport report;

  @BeforeAll
  static void soak(StackPaths paths, S3Server s3, ConductorServer conductor) throws Exception {
    report =
        new Soak(SHORT, paths, folder, new Progress(System.err))
            .run(s3, ConductorPart.shared(conductor), null);
  }

  @Test
  void everyMovementIsServedDecidedAndPublishedOnceThoughPartsAreKilled() {
    assertThat(report.checks()).as(report.text()).allMatch(Check::ok);
    assertThat(report.evidence().done()).isEqualTo(SHORT.movements());
  }

  @Test
  void everyScriptedFailureIsAFallbackWhileTheOthersAreSparks() {
    int fallbacks = report.evidence().fallbacks().values().stream().mapToInt(n -> n).sum();

    assertThat(fallbacks)
        .as(report.text())
        .isGreaterThanOrEqualTo(SHORT.movements() / SHORT.oneFailsIn());
    assertThat(report.evidence().servedBySpark()).isGreaterThan(SHORT.movements() / 3);
  }

  @Test
  void theDocumentHasTheFigures() throws Exception {
    JsonNode document = WireJson.mapper().readTree(report.json());

    assertThat(document.path("ok").asBoolean()).isEqualTo(report.ok());
    assertThat(document.path("checks").size()).isEqualTo(report.checks().size());
    assertThat(document.path("overheadSeconds").path("all").path("p99").asDouble()).isPositive();
    assertThat(document.path("parts").path("worker").path("peakMegabytes").asLong()).isPositive();
  }
}

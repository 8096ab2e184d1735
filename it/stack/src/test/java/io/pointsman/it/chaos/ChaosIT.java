package io.pointsman.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.SchemaText;
import io.pointsman.it.SharedBackup;
import io.pointsman.it.SharedParts;
import io.pointsman.it.StackPaths;
import io.pointsman.it.Truth;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Six of the scenarios of {@code ./pointsman chaos}, one of each kind. */
@ExtendWith(SharedParts.class)
class ChaosIT {
  private static final String TABLE = "members.logins";

  @TempDir static Path dir;

  private static Lane lane;
  private static LaneRunner runner;

  @BeforeAll
  static void start(StackPaths paths, S3Server s3, ConductorServer conductor, SharedBackup backup)
      throws Exception {
    Truth truth =
        backup.truths().stream()
            .filter(each -> each.table().toString().equals(TABLE))
            .findFirst()
            .orElseThrow();
    lane =
        new Lane(
            paths,
            dir,
            s3,
            conductor,
            new BackupPlace(
                backup.store().bucket(),
                SharedBackup.prefix(SchemaText.WITH_DROPPED_COLUMNS),
                truth),
            System.err::println);
    runner = new LaneRunner(lane, 1, System.err::println);
    runner.prepare();
    assertThat(runner.whole().rows()).isEqualTo(truth.rows());
  }

  @AfterAll
  static void stop() throws Exception {
    if (lane != null) {
      lane.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kill-spark-worker-run",
        "kill-spark-driver-run",
        "late-commit-spark-worker-claim-rest",
        "s3-body-cut-short",
        "answer-lost-publish-rest",
        "terminate-run"
      })
  void whatMustHoldIsKept(String name) throws Exception {
    ScenarioResult result = runner.play(Scenarios.beginning(name).get(0));
    assertThat(result.broken()).as(result.toString()).isEmpty();
  }
}

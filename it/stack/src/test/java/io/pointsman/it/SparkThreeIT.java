package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The data source in a Spark 3.5 with Scala 2.12, in a process of its own. */
@ExtendWith(SharedParts.class)
class SparkThreeIT {
  @TempDir Path dir;

  @Test
  void everyTableAndEveryTypeIsReadAsCqlSawIt(StackPaths paths, S3Server s3, SharedBackup shared)
      throws Exception {
    List<Truth> truths =
        Stream.concat(shared.truths().stream(), Stream.of(shared.everyType())).toList();
    List<CompareResult> compared =
        TruthComparison.runOnSparkThree(
            paths,
            new CompareRequest(
                "none", Map.of(), truths.stream().map(truth -> read(s3, shared, truth)).toList()),
            dir,
            s3.environment(),
            message -> {});

    assertThat(compared)
        .hasSameSizeAs(truths)
        .allSatisfy(
            each -> {
              assertThat(each.equal()).as(each.toString()).isTrue();
              assertThat(each.rowsTruth()).as(each.name()).isPositive();
            });
    assertThat(Files.readString(dir.resolve("spark-3.5.log")))
        .contains("Running Spark version 3.5.");
  }

  private static CompareRequest.Comparison read(S3Server s3, SharedBackup shared, Truth truth) {
    return CompareRequest.Comparison.ofBackup(
        truth.table().toString(),
        truth.columns(),
        truth.file().toAbsolutePath().toString(),
        Map.of(
            "backupUri",
            "s3://"
                + shared.store().bucket()
                + "/"
                + SharedBackup.prefix(SchemaText.WITH_DROPPED_COLUMNS),
            "endpoint",
            s3.endpoint().toString(),
            "region",
            S3Server.REGION,
            "pathStyle",
            "true",
            "credentials",
            S3Server.CREDENTIALS_NAME,
            "keyspace",
            truth.table().keyspace(),
            "table",
            truth.table().table()));
  }
}

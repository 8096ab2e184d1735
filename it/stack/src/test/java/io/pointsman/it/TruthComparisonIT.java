package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The comparison on a real Iceberg table in S3: an equal table, another one, and none. */
@ExtendWith(SharedParts.class)
class TruthComparisonIT {
  private static final List<String> COLUMNS = List.of("id", "name", "tags");
  private static final String FIRST = "[1,\"one\",[\"a\",\"b\"]]";
  private static final String SECOND = "[2,null,null]";

  @TempDir Path dir;

  @Test
  void tellsEqualTablesFromOthers(StackPaths paths, S3Server s3) throws Exception {
    s3.createBucket("warehouse");
    Map<String, String> catalog = catalog(s3);
    sql(
        paths,
        s3,
        catalog,
        "CREATE NAMESPACE lake.members",
        "CREATE TABLE lake.members.t (id int, name string, tags array<string>)",
        "INSERT INTO lake.members.t VALUES (2, null, null), (1, 'one', array('a', 'b'))");

    List<CompareResult> results =
        TruthComparison.run(
            paths,
            new CompareRequest(
                "lake",
                catalog,
                List.of(
                    comparison("same", "t", FIRST, SECOND),
                    comparison("other", "t", FIRST, FIRST),
                    comparison("none", "absent", FIRST))),
            dir.resolve("compare"),
            s3.environment(),
            message -> {});

    assertThat(results).extracting(CompareResult::name).containsExactly("same", "other", "none");
    assertThat(results.get(0).equal()).as(results.get(0).toString()).isTrue();
    assertThat(results.get(1).equal()).isFalse();
    assertThat(results.get(1).samples()).containsExactlyInAnyOrder("-" + FIRST, "+" + SECOND);
    assertThat(results.get(2).equal()).isFalse();
    assertThat(results.get(2).problem()).contains("absent");
  }

  private CompareRequest.Comparison comparison(String name, String table, String... truth)
      throws Exception {
    Path file = dir.resolve(name + ".jsonl");
    Files.writeString(file, String.join("\n", truth) + "\n");
    return TruthComparison.of(
        name,
        new Truth(new TableName("members", "t"), COLUMNS, truth.length, file),
        "members",
        table,
        null);
  }

  private Map<String, String> catalog(S3Server s3) {
    Map<String, String> catalog = new TreeMap<>();
    catalog.put("type", "jdbc");
    catalog.put("uri", "jdbc:sqlite:" + dir.resolve("catalog.db"));
    catalog.put("jdbc.schema-version", "V1");
    catalog.put("warehouse", "s3://warehouse/lake");
    catalog.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    catalog.put("s3.endpoint", s3.endpoint().toString());
    catalog.put("s3.path-style-access", "true");
    catalog.put("client.region", S3Server.REGION);
    catalog.put("client.credentials-provider", "io.pointsman.backup.NamedCredentials");
    catalog.put("client.credentials-provider.name", S3Server.CREDENTIALS_NAME);
    return catalog;
  }

  private void sql(StackPaths paths, S3Server s3, Map<String, String> catalog, String... statements)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(paths.sparkHome().resolve("bin").resolve("spark-submit").toString());
    command.addAll(List.of("--master", "local[1]", "--class", "io.pointsman.iceberg.SqlShell"));
    command.addAll(
        List.of(
            "--driver-class-path",
            paths.jar("spark-connector/backup") + ":" + paths.jar("decider")));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.driver.bindAddress=127.0.0.1"));
    command.add(paths.jar("spark-connector/iceberg").toString());
    command.addAll(List.of("--catalog", "lake"));
    catalog.forEach((key, value) -> command.add(key + "=" + value));
    for (String statement : statements) {
      command.addAll(List.of("-e", statement));
    }
    Path log = dir.resolve("sql.log");
    try (ChildProcess shell = ChildProcess.start("sql", command, s3.environment(), log)) {
      assertThat(shell.awaitEnd(Duration.ofMinutes(4))).as(Files.readString(log)).isZero();
    }
  }
}

package io.pointsman.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthCompareTest {
  private static final String ROWS =
      """
      SELECT * FROM VALUES
        (1, 'a', double('0.0'), map('k', 1, 'a', 2), array(struct(1 AS x, CAST(null AS STRING) AS y)),
          TIMESTAMP '2026-01-02 03:04:05.678 UTC', DATE '1969-12-31', X'00FF', true),
        (2, 'line\\nbreak', double('-0.0'), null, array(), null, null, null, null),
        (2, 'line\\nbreak', double('-0.0'), null, array(), null, null, null, null)
        AS t(id, s, d, m, l, ts, day, b, ok)
      """;
  private static final List<String> COLUMNS =
      List.of("id", "s", "d", "m", "l", "ts", "day", "b", "ok");
  private static final String FIRST =
      "[1,\"a\",\"0000000000000000\",[[\"a\",2],[\"k\",1]],[[1,null]],1767323045678000,-1,\"00ff\",true]";
  private static final String SECOND =
      "[2,\"line\\nbreak\",\"8000000000000000\",null,[],null,null,null,null]";

  private static SparkSession spark;
  private static TruthCompare compare;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .getOrCreate();
    compare = new TruthCompare(spark, "none");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private CompareResult compare(String... truth) throws Exception {
    Path file = dir.resolve("truth.jsonl");
    Files.writeString(file, String.join("\n", truth) + "\n");
    Dataset<Row> table = spark.sql(ROWS);
    return compare.compare("t", table, COLUMNS, file.toString());
  }

  @Test
  void theSameRowsInAnotherOrderAreEqual() throws Exception {
    CompareResult result = compare(SECOND, FIRST, SECOND);
    assertThat(result.samples()).isEmpty();
    assertThat(result.equal()).isTrue();
    assertThat(result.rowsTruth()).isEqualTo(3);
    assertThat(result.rowsTable()).isEqualTo(3);
  }

  @Test
  void multiplicityCounts() throws Exception {
    CompareResult result = compare(FIRST, FIRST, SECOND);
    assertThat(result.equal()).isFalse();
    assertThat(result.missing()).isEqualTo(1);
    assertThat(result.extra()).isEqualTo(1);
    assertThat(result.samples()).containsExactlyInAnyOrder("-" + FIRST, "+" + SECOND);
  }

  @Test
  void theSignOfZeroCounts() throws Exception {
    CompareResult result =
        compare(FIRST.replace("0000000000000000", "8000000000000000"), SECOND, SECOND);
    assertThat(result.missing()).isEqualTo(1);
    assertThat(result.extra()).isEqualTo(1);
  }

  @Test
  void otherColumnsAreAProblemAndNotEqual() {
    CompareResult result =
        compare.compare("t", spark.sql("SELECT 1 AS other"), COLUMNS, "not read");
    assertThat(result.equal()).isFalse();
    assertThat(result.problem()).contains("[other]").contains("id");
  }

  @Test
  void anEmptyTableEqualsAnEmptyTruth() throws Exception {
    Path file = Files.createFile(dir.resolve("empty.jsonl"));
    CompareResult result =
        compare.compare("t", spark.sql(ROWS).where("false"), COLUMNS, file.toString());
    assertThat(result.equal()).isTrue();
  }
}

package io.pointsman.it.truth;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A Spark job that compares Iceberg tables, or a backup's, with dumps of what they must hold, as
 * multisets of rows.
 *
 * <p>Arguments: a file with a {@link CompareRequest}, and the file that the list of {@link
 * CompareResult} is written to.
 */
public final class TruthCompare {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final int SAMPLES = 10;
  private static final int LONGEST_SAMPLE = 2_000;
  private static final String LINE = "value";
  private static final String TIMES = "times";

  private final SparkSession spark;
  private final String catalog;

  TruthCompare(SparkSession spark, String catalog) {
    this.spark = spark;
    this.catalog = catalog;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: TruthCompare <request file> <result file>");
    }
    CompareRequest request = MAPPER.readValue(Path.of(args[0]).toFile(), CompareRequest.class);
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("pointsman-truth")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "4")
            .config(
                "spark.sql.catalog." + request.catalog(), "org.apache.iceberg.spark.SparkCatalog");
    request
        .properties()
        .forEach(
            (key, value) ->
                builder.config("spark.sql.catalog." + request.catalog() + "." + key, value));
    SparkSession spark = builder.getOrCreate();
    try {
      TruthCompare compare = new TruthCompare(spark, request.catalog());
      List<CompareResult> results = new ArrayList<>();
      for (CompareRequest.Comparison comparison : request.comparisons()) {
        results.add(compare.compareOrSayWhyNot(comparison));
      }
      write(Path.of(args[1]), results);
    } finally {
      spark.stop();
    }
  }

  /** Written whole or not at all. */
  private static void write(Path file, List<CompareResult> results) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    MAPPER.writeValue(unfinished.toFile(), results);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private CompareResult compareOrSayWhyNot(CompareRequest.Comparison comparison) {
    try {
      return compare(
          comparison.name(), table(comparison), comparison.columns(), comparison.truthFile());
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      return CompareResult.problem(comparison.name(), e.toString());
    }
  }

  private Dataset<Row> table(CompareRequest.Comparison comparison) {
    if (!comparison.backup().isEmpty()) {
      return spark.read().format("cassandra-backup").options(comparison.backup()).load();
    }
    String name =
        Stream.concat(
                Stream.concat(
                    Stream.of(catalog), Arrays.stream(comparison.namespace().split("\\.", -1))),
                Stream.of(comparison.table()))
            .map(part -> "`" + part.replace("`", "``") + "`")
            .collect(Collectors.joining("."));
    String version =
        comparison.snapshotId() == null ? "" : " VERSION AS OF " + comparison.snapshotId();
    return spark.sql("SELECT * FROM " + name + version);
  }

  CompareResult compare(String name, Dataset<Row> table, List<String> columns, String truthFile) {
    List<String> actual = List.of(table.columns());
    if (!actual.equals(columns)) {
      return CompareResult.problem(name, "The table's columns are " + actual + ", not " + columns);
    }
    Dataset<Row> truthLines =
        spark.read().option("lineSep", "\n").text(truthFile).select(col(LINE));
    StructType type = table.schema();
    Dataset<Row> tableLines =
        spark
            .createDataset(
                table
                    .queryExecution()
                    .toRdd()
                    .toJavaRDD()
                    .map(row -> SparkRow.line(row, type))
                    .rdd(),
                Encoders.STRING())
            .toDF(LINE);
    Dataset<Row> differences =
        truthLines
            .withColumn(TIMES, lit(1L))
            .withColumn("truths", lit(1L))
            .union(tableLines.withColumn(TIMES, lit(-1L)).withColumn("truths", lit(0L)))
            .groupBy(LINE)
            .agg(sum(TIMES).as(TIMES), sum("truths").as("truths"))
            .cache();
    try {
      Row sums =
          differences
              .agg(
                  sum("truths"),
                  sum(col("truths").minus(col(TIMES))),
                  sum(when(col(TIMES).gt(0), col(TIMES)).otherwise(0L)),
                  sum(when(col(TIMES).lt(0), abs(col(TIMES))).otherwise(0L)))
              .head();
      List<String> samples =
          differences
              .where(col(TIMES).notEqual(0))
              .orderBy(LINE)
              .limit(SAMPLES)
              .collectAsList()
              .stream()
              .map(TruthCompare::sample)
              .toList();
      return new CompareResult(
          name, count(sums, 0), count(sums, 1), count(sums, 2), count(sums, 3), samples, null);
    } finally {
      differences.unpersist();
    }
  }

  /** The sum of no rows is null. */
  private static long count(Row sums, int column) {
    return sums.isNullAt(column) ? 0 : sums.getLong(column);
  }

  private static String sample(Row difference) {
    String line = difference.getString(0);
    return (difference.getLong(1) > 0 ? "-" : "+")
        + (line.length() > LONGEST_SAMPLE ? line.substring(0, LONGEST_SAMPLE) + "…" : line);
  }
}

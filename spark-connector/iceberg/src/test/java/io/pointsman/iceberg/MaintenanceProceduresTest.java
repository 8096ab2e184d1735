package io.pointsman.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.publication.AuditResult;
import io.pointsman.publication.ClaimOrder;
import io.pointsman.publication.ClaimResult;
import io.pointsman.publication.Destination;
import io.pointsman.publication.PublishResult;
import io.pointsman.publication.PublishRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own procedures, as a table's owner calls them in Spark, in the middle of runs. */
class MaintenanceProceduresTest {
  private static final Instant MONDAY = Instant.parse("2026-11-16T03:00:00Z");
  private static final StaticPartition DAY =
      new StaticPartition(
          List.of(new StaticPartition.Value("day", PartitionType.DATE, "2027-01-31")));
  private static final StaticPartition DAY_BEFORE =
      new StaticPartition(
          List.of(new StaticPartition.Value("day", PartitionType.DATE, "2027-01-30")));

  @TempDir private static Path warehouse;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    JobSession.catalog(catalog()).forEach(builder::config);
    spark = builder.getOrCreate();
  }

  @AfterAll
  static void stop() throws IOException {
    spark.close();
  }

  @Test
  void everyProcedureAfterClaimAndStagingOfARunForTheWholeTable() throws Exception {
    publish("whole", 1, null, "SELECT 1L AS id, 'old' AS name UNION ALL SELECT 2L, 'older'");
    claim("whole", 2, null);
    procedures("whole");
    long staged = stage("whole", 2, null, rows("SELECT 3L AS id, 'new' AS name"), 1);
    procedures("whole");

    published("whole", 2, null, staged, 1);

    assertThat(read("whole")).containsExactly("[3,new]");
    procedures("whole");
    assertThat(read("whole")).containsExactly("[3,new]");
    assertThat(destination("whole").fenceHead().orElseThrow().order().runId()).isEqualTo("run-2");
  }

  @Test
  void everyProcedureAfterClaimAndStagingOfARunForOnePartition() throws Exception {
    publish("daily", 1, DAY_BEFORE, "SELECT 1L AS id, 'kept' AS name UNION ALL SELECT 2L, 'too'");
    publish("daily", 2, DAY, "SELECT 1L AS id, 'old' AS name");
    claim("daily", 3, DAY);
    procedures("daily");
    long staged = stage("daily", 3, DAY, rows("SELECT 3L AS id, 'new' AS name"), 1);
    procedures("daily");
    spark.sql("INSERT INTO `the-lake`.shop.daily VALUES (9, 'other', DATE '2027-02-01')");

    published("daily", 3, DAY, staged, 1);

    List<String> expected =
        List.of(
            "[1,kept,2027-01-30]",
            "[2,too,2027-01-30]",
            "[3,new,2027-01-31]",
            "[9,other,2027-02-01]");
    assertThat(read("daily")).containsExactlyElementsOf(expected);
    procedures("daily");
    assertThat(read("daily")).containsExactlyElementsOf(expected);
  }

  @Test
  void whatOrphanRemovalTookFromARunIsSeenByItsAudit() throws Exception {
    claim("orphans", 1, null);
    stage("orphans", 1, null, rows("SELECT 3L AS id, 'new' AS name"), 1);
    // What is staged is named by a snapshot, and stays; until somebody drops the branch.
    orphans("orphans");
    assertThat(destination("orphans").audit(key(1), 1, SOURCE))
        .isInstanceOf(AuditResult.Passed.class);
    dataFiles("orphans").forEach(MaintenanceProceduresTest::delete);

    assertThat(destination("orphans").audit(key(1), 1, SOURCE).message()).contains("is missing");
  }

  @Test
  void aTableThatWasReplacedWithOtherRowsIsNotPublishedOver() throws Exception {
    publish("replaced", 1, null, "SELECT 1L AS id, 'old' AS name");
    claim("replaced", 2, null);
    long staged = stage("replaced", 2, null, rows("SELECT 3L AS id, 'new' AS name"), 1);
    spark.sql(
        "CREATE OR REPLACE TABLE `the-lake`.shop.replaced USING iceberg AS"
            + " SELECT 7L AS id, 'theirs' AS name");

    PublishResult refused =
        destination("replaced").publish(order(2).claimId(), staged, PublishRules.replace(soon()));

    assertThat(refused.failure()).contains(FailureReason.DESTINATION_CHANGED);
    assertThat(read("replaced")).containsExactly("[7,theirs]");
  }

  private static final TableSchema SOURCE =
      new TableSchema(
          "shop",
          "orders",
          List.of(
              new TableSchema.Column(
                  "id", CqlType.Simple.BIGINT, TableSchema.Kind.PARTITION_KEY, 0, false),
              new TableSchema.Column(
                  "name", CqlType.Simple.TEXT, TableSchema.Kind.REGULAR, -1, false)));

  /** What is older than the least interval that the procedures allow would go now. */
  private static void procedures(String table) throws IOException {
    call("rewrite_data_files(table => 'shop.%s', options => map('rewrite-all','true'))", table);
    call("rewrite_manifests('shop.%s')", table);
    call(
        "expire_snapshots(table => 'shop.%s', older_than => TIMESTAMP '2999-01-01 00:00:00',"
            + " retain_last => 1)",
        table);
    orphans(table);
  }

  /** Every file looks as if it had been written long ago. */
  private static void orphans(String table) throws IOException {
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(30)));
    try (Stream<Path> files = Files.walk(warehouse.resolve("shop").resolve(table))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, longAgo);
      }
    }
    call("remove_orphan_files(table => 'shop.%s')", table);
  }

  private static void call(String procedure, String table) {
    spark.sql("CALL `the-lake`.system." + procedure.formatted(table)).collect();
  }

  private static void publish(String table, int run, StaticPartition partition, String sql)
      throws Exception {
    claim(table, run, partition);
    Dataset<Row> rows = rows(sql);
    long count = rows.count();
    long staged = stage(table, run, partition, rows, count);
    published(table, run, partition, staged, count);
  }

  private static void claim(String table, int run, StaticPartition partition) throws Exception {
    ClaimResult claimed =
        destination(table).claim(order(run), movement(table).id(), SOURCE, partition, soon());
    assertThat(claimed).as(claimed.message()).isInstanceOf(ClaimResult.Claimed.class);
  }

  private static long stage(
      String table, int run, StaticPartition partition, Dataset<Row> rows, long count)
      throws Exception {
    JobRequest request =
        new JobRequest(
            key(run),
            movement(table),
            null,
            catalog(),
            new BackupPin(
                "members", "medusa", "b" + run, MONDAY, MONDAY, null, "ALL", "00", List.of()),
            key(run).branch(),
            null,
            partition,
            null,
            Map.of());
    Staging staging = Staging.open(spark, request);
    return staging.write(staging.shape(rows), () -> count, new JobMonitor()).snapshotId();
  }

  private static void published(
      String table, int run, StaticPartition partition, long staged, long rows) throws Exception {
    AuditResult audit = destination(table).audit(key(run), rows, SOURCE, partition);
    assertThat(audit).as(audit.message()).isInstanceOf(AuditResult.Passed.class);
    PublishResult result =
        destination(table)
            .publish(order(run).claimId(), staged, PublishRules.overwrite(partition, soon()));
    assertThat(result).as(result.message()).isInstanceOf(PublishResult.Published.class);
    destination(table).cleanUp(key(run), soon());
  }

  private static List<Path> dataFiles(String table) throws IOException {
    try (Stream<Path> files = Files.walk(warehouse.resolve("shop").resolve(table))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Dataset<Row> rows(String sql) {
    return spark.sql(sql);
  }

  private static List<String> read(String table) {
    return spark
        .sql("SELECT * FROM `the-lake`.shop." + table + " ORDER BY id")
        .collectAsList()
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static Destination destination(String table) {
    return Destination.open(
        Spark3Util.loadIcebergCatalog(spark, "the-lake"), movement(table).destination());
  }

  private static Movement movement(String table) {
    return Movement.parse("members/shop/orders -> the-lake.shop." + table);
  }

  private static ClaimOrder order(int run) {
    return ClaimOrder.of(run, MONDAY, key(run));
  }

  private static JobKey key(int run) {
    return new JobKey("run-" + run, 1, Connector.SPARK, 1);
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(30);
  }

  private static CatalogDefinition catalog() {
    return new CatalogDefinition(
        "the-lake", Map.of("type", "hadoop", "warehouse", warehouse.toString()), null);
  }
}

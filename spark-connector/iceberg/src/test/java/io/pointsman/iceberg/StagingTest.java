package io.pointsman.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.control.JobFailure;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.Lineage;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  private static final Instant TAKEN_AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final String TABLE = "`the-lake`.shop.orders";

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
            .config("spark.sql.shuffle.partitions", "2");
    JobSession.catalog(catalog()).forEach(builder::config);
    spark = builder.getOrCreate();
  }

  @AfterAll
  static void stop() throws Exception {
    spark.close();
  }

  @BeforeEach
  void anEmptyTable() {
    spark.sql("DROP TABLE IF EXISTS " + TABLE);
    spark.sql("CREATE TABLE " + TABLE + " (id bigint, name string) USING iceberg");
  }

  @Test
  void rowsAreStagedBesideATableThatHasNone() throws Exception {
    Staging.Result result = stage(rows("SELECT 'a' AS name, 1L AS id"), 1);
    assertThat(result.rows()).isEqualTo(1);
    assertThat(spark.table(TABLE).count()).isZero();
    assertThat(table().currentSnapshot()).isNull();
    assertThat(branch()).containsExactly("1 a");
    Snapshot staged = table().snapshot(result.snapshotId());
    Lineage lineage = Lineage.read(staged.summary()).orElseThrow();
    assertThat(lineage.key()).isEqualTo(request(null).key());
    assertThat(lineage.backupId()).isEqualTo("b1");
    assertThat(lineage.referenceTime()).isEqualTo(TAKEN_AT);
    assertThat(lineage.versions()).contains("Spark 4.1.3").contains("Iceberg");
  }

  @Test
  void stagedRowsReplaceAllRowsOnTheBranchOnly() throws Exception {
    spark.sql("INSERT INTO " + TABLE + " VALUES (1, 'old'), (2, 'older')");
    long main = table().currentSnapshot().snapshotId();
    Staging.Result result = stage(rows("SELECT 3L AS id, 'new' AS name"), 1);
    assertThat(branch()).containsExactly("3 new");
    assertThat(spark.table(TABLE).count()).isEqualTo(2);
    Table table = table();
    assertThat(table.currentSnapshot().snapshotId()).isEqualTo(main);
    assertThat(table.snapshot(result.snapshotId()).parentId()).isEqualTo(main);
    assertThat(table.refs().get(request(null).branch()).maxRefAgeMs()).isPositive();
  }

  @Test
  void noRowsAtAllAreARunToo() throws Exception {
    spark.sql("INSERT INTO " + TABLE + " VALUES (1, 'old')");
    Staging.Result result = stage(rows("SELECT 3L AS id, 'new' AS name").where("id = 4"), 0);
    assertThat(result.rows()).isZero();
    assertThat(branch()).isEmpty();
  }

  @Test
  void aPartitionedAndSortedTableIsWrittenWithoutAShuffle() throws Exception {
    spark.sql("DROP TABLE " + TABLE);
    spark.sql(
        "CREATE TABLE "
            + TABLE
            + " (id bigint, name string) USING iceberg PARTITIONED BY (bucket(4, id))"
            + " TBLPROPERTIES ('write.distribution-mode'='hash')");
    StageCounter stages = new StageCounter();
    spark.sparkContext().addSparkListener(stages);
    stage(spark.range(0, 100, 1, 2).selectExpr("id", "cast(id AS string) AS name"), 100);
    spark.sparkContext().listenerBus().waitUntilEmpty();
    spark.sparkContext().removeSparkListener(stages);
    assertThat(stages.count()).isEqualTo(1);
    assertThat(branch()).hasSize(100);
  }

  @Test
  void oneStaticPartitionIsReplacedAndTheOthersFilesStay() throws Exception {
    partitioned();
    String untouched =
        "SELECT file_path FROM " + TABLE + ".files WHERE partition.day = DATE '2027-01-30'";
    String before = spark.sql(untouched).head().getString(0);

    Staging.Result result =
        stage(rows("SELECT 3L AS id, 'new' AS name"), 1, partition("2027-01-31", "o'hare/..\"\\`"));

    assertThat(result.rows()).isEqualTo(1);
    assertThat(
            spark
                .sql(
                    "SELECT id, name, cast(day AS string), place FROM "
                        + TABLE
                        + ".branch_"
                        + request(null).branch()
                        + " ORDER BY id")
                .collectAsList())
        .hasToString("[[1,a,2027-01-30,x], [2,b,2027-01-31,x], [3,new,2027-01-31,o'hare/..\"\\`]]");
    assertThat(spark.sql(untouched).head().getString(0)).isEqualTo(before);
    Lineage lineage = Lineage.read(table().snapshot(result.snapshotId()).summary()).orElseThrow();
    assertThat(lineage.partition()).isEqualTo("day=2027-01-31/place=o%27hare%2F..%22%5C%60");
  }

  @Test
  void aPartitionThatIsStagedTwiceHoldsTheLastRowsOnly() throws Exception {
    partitioned();
    stage(rows("SELECT 3L AS id, 'new' AS name"), 1, partition("2027-01-31", "x"));
    stage(rows("SELECT 4L AS id, 'newer' AS name"), 1, partition("2027-01-31", "x"));
    assertThat(branch()).containsExactly("1 a", "4 newer");
    stage(
        rows("SELECT 4L AS id, 'newer' AS name").where("id = 5"), 0, partition("2027-01-31", "x"));
    assertThat(branch()).containsExactly("1 a");
    assertThat(spark.table(TABLE).count()).isEqualTo(2);
  }

  @Test
  void aPartitionsColumnThatTheSourceHasTooIsRefused() {
    partitioned();
    assertThatThrownBy(
            () ->
                stage(
                    rows("SELECT 3L AS id, 'new' AS name, 1 AS DAY"),
                    1,
                    partition("2027-01-31", "x")))
        .isInstanceOf(JobFailure.class)
        .hasMessage("The partition's column 'day' is a column of the source too");
  }

  @Test
  void aPartitionsColumnOfAnotherTypeThanTheTablesIsNamed() {
    partitioned();
    StaticPartition wrong =
        new StaticPartition(
            List.of(
                new StaticPartition.Value("day", PartitionType.STRING, "2027-01-31"),
                new StaticPartition.Value("place", PartitionType.STRING, "x")));
    assertThatThrownBy(() -> stage(rows("SELECT 3L AS id, 'new' AS name"), 1, wrong))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("'day' is date, not string");
  }

  private static void partitioned() {
    spark.sql("DROP TABLE " + TABLE);
    spark.sql(
        "CREATE TABLE "
            + TABLE
            + " (id bigint, name string, day date NOT NULL, place string) USING iceberg"
            + " PARTITIONED BY (day, place)");
    spark.sql(
        "INSERT INTO "
            + TABLE
            + " VALUES (1, 'a', DATE '2027-01-30', 'x'), (2, 'b', DATE '2027-01-31', 'x')");
  }

  private static StaticPartition partition(String day, String place) {
    return new StaticPartition(
        List.of(
            new StaticPartition.Value("day", PartitionType.DATE, day),
            new StaticPartition.Value("place", PartitionType.STRING, place)));
  }

  @Test
  void aColumnThatTheSourceHasNoMoreIsNull() throws Exception {
    spark.sql("ALTER TABLE " + TABLE + " ADD COLUMN gone int");
    stage(rows("SELECT 1L AS id, 'a' AS name"), 1);
    assertThat(spark.sql("SELECT gone FROM " + TABLE + ".branch_" + request(null).branch()).head())
        .matches(row -> row.isNullAt(0));
  }

  /**
   * Why a claim adds columns before the publish: a branch's columns are the table's current ones.
   */
  @Test
  void aBranchCannotTakeColumnsThatOnlyAnotherSchemaOfTheTableHas() throws Exception {
    TableOperations operations = ((HasTableOperations) table()).operations();
    TableMetadata base = operations.current();
    List<Types.NestedField> columns = new ArrayList<>(base.schema().columns());
    columns.add(Types.NestedField.optional(3, "added", Types.IntegerType.get()));
    operations.commit(base, TableMetadata.buildFrom(base).addSchema(new Schema(columns)).build());
    assertThat(table().schemas()).hasSize(2);
    table().manageSnapshots().createBranch("kept_back").commit();
    assertThatThrownBy(
            () ->
                rows("SELECT 1L AS id, 'a' AS name, 2 AS added")
                    .writeTo(TABLE + ".branch_kept_back")
                    .append())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("TOO_MANY_DATA_COLUMNS");
  }

  @Test
  void columnsThatDoNotFitAreAllNamed() throws Exception {
    spark.sql("ALTER TABLE " + TABLE + " ADD COLUMN count int");
    assertThatThrownBy(
            () -> stage(rows("SELECT 1L AS id, 2 AS name, 3L AS count, 4 AS `more``s`"), 1))
        .isInstanceOf(JobFailure.class)
        .hasMessage(
            "The table the-lake.shop.orders cannot take the backup's rows: 'name' is string, not"
                + " int; 'count' is int, not bigint; 'more`s' is missing")
        .extracting(failure -> ((JobFailure) failure).reason())
        .isEqualTo(FailureReason.SCHEMA_CHANGED);
  }

  @Test
  void aTableThatWasCreatedAnewIsNotTheOneClaimed() {
    assertThatThrownBy(() -> Staging.open(spark, request("00000000-0000-0000-0000-000000000000")))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("was dropped and created anew");
  }

  @Test
  void aTableThatIsGoneIsSaid() {
    spark.sql("DROP TABLE " + TABLE);
    assertThatThrownBy(() -> Staging.open(spark, request(null)))
        .isInstanceOf(JobFailure.class)
        .hasMessage(
            "There is no table the-lake.shop.orders any more, which was claimed for this run");
  }

  @Test
  void otherRowsThanTheTasksEmittedAreNotStagedInSilence() {
    assertThatThrownBy(() -> stage(rows("SELECT 1L AS id, 'a' AS name"), 2))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("added 1 rows, but the tasks emitted 2")
        .extracting(failure -> ((JobFailure) failure).reason())
        .isEqualTo(FailureReason.AUDIT_FAILED);
  }

  private static Staging.Result stage(Dataset<Row> rows, long emitted) throws Exception {
    return stage(rows, emitted, null);
  }

  private static Staging.Result stage(Dataset<Row> rows, long emitted, StaticPartition partition)
      throws Exception {
    Staging staging = Staging.open(spark, request(table().uuid().toString(), partition));
    return staging.write(staging.shape(rows), () -> emitted, new JobMonitor());
  }

  private static Dataset<Row> rows(String sql) {
    return spark.sql(sql);
  }

  private static Table table() throws Exception {
    return Spark3Util.loadIcebergTable(spark, TABLE);
  }

  private static List<String> branch() {
    return spark
        .sql("SELECT * FROM " + TABLE + ".branch_" + request(null).branch() + " ORDER BY id")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0) + " " + row.getString(1))
        .toList();
  }

  private static CatalogDefinition catalog() {
    return new CatalogDefinition(
        "the-lake", Map.of("type", "hadoop", "warehouse", warehouse.toString()), null);
  }

  private static JobRequest request(String uuid) {
    return request(uuid, null);
  }

  private static JobRequest request(String uuid, StaticPartition partition) {
    JobKey key = new JobKey("run-1", 2, Connector.SPARK, 1);
    return new JobRequest(
        key,
        Movement.parse("members/shop/orders -> the-lake.shop.orders"),
        SourceDefinition.of("members", "s3://backups/members", "medusa")
            .withStore(null, null, true),
        catalog(),
        new BackupPin("members", "medusa", "b1", TAKEN_AT, TAKEN_AT, null, "ALL", "00", List.of()),
        key.branch(),
        uuid,
        partition,
        null,
        Map.of());
  }
}

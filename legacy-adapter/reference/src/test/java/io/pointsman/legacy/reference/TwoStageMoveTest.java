package io.pointsman.legacy.reference;

import static io.pointsman.legacy.reference.HandMade.SCHEMA;
import static io.pointsman.legacy.reference.HandMade.after;
import static io.pointsman.legacy.reference.HandMade.before;
import static io.pointsman.legacy.reference.HandMade.cell;
import static io.pointsman.legacy.reference.HandMade.marker;
import static io.pointsman.legacy.reference.HandMade.partitionDeletion;
import static io.pointsman.legacy.reference.HandMade.rangeDeletion;
import static io.pointsman.legacy.reference.HandMade.rowDeletion;
import static io.pointsman.legacy.reference.HandMade.staticCell;
import static io.pointsman.legacy.reference.HandMade.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.control.JobFailure;
import io.pointsman.control.JobMonitor;
import io.pointsman.control.RootCause;
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
import io.pointsman.sstable.Mutation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoStageMoveTest {
  private static final Instant REFERENCE = Instant.ofEpochSecond(1_000);
  private static final Namespace NAMESPACE = Namespace.of("shop");

  @TempDir static Path directory;
  private static SparkSession spark;
  private static Catalog catalog;

  @BeforeAll
  static void startSpark() {
    spark =
        CatalogSessions.builder(
                new CatalogDefinition(
                    "lake",
                    Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        "jdbc:sqlite:" + directory.resolve("catalog.db"),
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        directory.resolve("warehouse").toUri().toString()),
                    null))
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.warehouse.dir", directory.resolve("spark").toString())
            .getOrCreate();
    catalog = Spark3Util.loadIcebergCatalog(spark, "lake");
    ((SupportsNamespaces) catalog).createNamespace(NAMESPACE);
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void rowsOfSeveralSSTablesAreReconciledOntoTheBranchAndNowhereElse() throws Exception {
    Table table = createTable("orders");
    table.newFastAppend().commit();
    long before = table.currentSnapshot().snapshotId();
    JobRequest request = request("orders", table, "run-1");

    TwoStageMove.Staged staged =
        move(
            request,
            List.of(
                List.of(
                    marker("a", 1, 1),
                    cell("a", 1, "old", 10),
                    cell("a", 2, "x", 10),
                    staticCell("a", "st", 10),
                    tag("a", 1, 5, 10),
                    cell("b", 1, "x", 10),
                    staticCell("c", "alone", 10)),
                List.of(
                    cell("a", 1, "new", 20),
                    rowDeletion("a", 2, 20),
                    tag("a", 1, -5, 10),
                    partitionDeletion("b", 30))));

    assertThat(staged.rows()).isEqualTo(2);
    assertThat(read("lake.shop.orders.branch_" + request.branch()))
        .containsExactlyInAnyOrder(
            "[a,1,st,ArraySeq(-5, 5),new,null]", "[c,null,alone,null,null,null]");
    table.refresh();
    assertThat(table.currentSnapshot().snapshotId()).isEqualTo(before);
    assertThat(table.snapshot(request.branch()).snapshotId()).isEqualTo(staged.snapshotId());
    Lineage lineage = Lineage.read(table.snapshot(staged.snapshotId()).summary()).orElseThrow();
    assertThat(lineage.key()).isEqualTo(request.key());
    assertThat(lineage.referenceTime()).isEqualTo(REFERENCE);
    assertThat(catalog.listTables(NAMESPACE))
        .as("the intermediate table is gone")
        .noneMatch(name -> name.name().startsWith("pointsman_intermediate"));
  }

  @Test
  void whatMainHoldsIsReplacedOnTheBranch() throws Exception {
    Table table = createTable("replaced");
    spark.sql("INSERT INTO lake.shop.replaced (k, c) VALUES ('yesterday', 1)");
    JobRequest request = request("replaced", table, "run-2");

    move(request, List.of(List.of(cell("today", 1, "x", 10))));

    assertThat(read("lake.shop.replaced")).containsExactly("[yesterday,1,null,null,null,null]");
    assertThat(read("lake.shop.replaced.branch_" + request.branch()))
        .containsExactly("[today,1,null,null,x,null]");
  }

  @Test
  void oneStaticPartitionIsReplacedOnTheBranch() throws Exception {
    Table table = createTable("daily");
    table.updateSchema().addColumn("day", Types.DateType.get()).commit();
    table.updateSpec().addField("day").commit();
    spark.sql(
        "INSERT INTO lake.shop.daily (k, c, day) VALUES ('kept', 1, DATE '2027-01-30'),"
            + " ('old', 1, DATE '2027-01-31')");
    StaticPartition day =
        new StaticPartition(
            List.of(new StaticPartition.Value("day", PartitionType.DATE, "2027-01-31")));
    JobRequest request = request("daily", table, "run-8", day);

    TwoStageMove.Staged staged = move(request, List.of(List.of(cell("today", 1, "x", 10))));

    assertThat(staged.rows()).isEqualTo(1);
    assertThat(read("lake.shop.daily.branch_" + request.branch()))
        .containsExactlyInAnyOrder(
            "[kept,1,null,null,null,null,2027-01-30]", "[today,1,null,null,x,null,2027-01-31]");
    assertThat(read("lake.shop.daily")).hasSize(2).noneMatch(row -> row.contains("today"));
    table.refresh();
    assertThat(
            Lineage.read(table.snapshot(staged.snapshotId()).summary()).orElseThrow().partition())
        .isEqualTo("day=2027-01-31");
  }

  @Test
  void aPartitionsColumnThatTheSourceHasTooIsRefused() {
    Table table = createTable("clashing");
    StaticPartition clashing =
        new StaticPartition(List.of(new StaticPartition.Value("V", PartitionType.STRING, "x")));

    assertThatThrownBy(() -> move(request("clashing", table, "run-9", clashing), List.of()))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(FailureReason.INVALID_INPUT))
        .hasMessageContaining("a column 'v'");
  }

  @Test
  void sparkSortsPlacesAsTheReconcilerNeedsThem() throws Exception {
    Table table = createTable("ranges");
    JobRequest request = request("ranges", table, "run-7");

    move(
        request,
        List.of(
            List.of(
                cell("a", -9, "x", 10),
                cell("a", -1, "x", 10),
                cell("a", 0, "x", 10),
                cell("a", 9, "x", 10)),
            List.of(rangeDeletion("a", after(-9), before(9), 20))));

    assertThat(read("lake.shop.ranges.branch_" + request.branch()))
        .containsExactlyInAnyOrder("[a,-9,null,null,x,null]", "[a,9,null,null,x,null]");
  }

  @Test
  void anEmptyTableIsStagedAsEmpty() throws Exception {
    Table table = createTable("empty");
    spark.sql("INSERT INTO lake.shop.empty (k, c) VALUES ('yesterday', 1)");
    JobRequest request = request("empty", table, "run-3");

    TwoStageMove.Staged staged = move(request, List.of());

    assertThat(staged.rows()).isZero();
    assertThat(read("lake.shop.empty.branch_" + request.branch())).isEmpty();
    table.refresh();
    assertThat(table.snapshot(request.branch()).snapshotId()).isEqualTo(staged.snapshotId());
  }

  @Test
  void theIntermediateTableIsDroppedAfterAFailureToo() throws Exception {
    Table table = createTable("failing");
    JobRequest request = request("failing", table, "run-4");
    MutationSource failing =
        sstable -> {
          throw new IOException("cannot read " + sstable.descriptor());
        };

    assertThatThrownBy(
            () ->
                new TwoStageMove(spark, catalog, request, new JobMonitor())
                    .run(SCHEMA, List.of(sstable(0)), failing, "test"))
        .satisfies(
            error -> {
              assertThat(Failures.reason(error)).isEqualTo(FailureReason.LEGACY_FAILED);
              assertThat(RootCause.message(error)).contains("cannot read nb-0-big");
            });
    assertThat(catalog.listTables(NAMESPACE))
        .noneMatch(name -> name.name().startsWith("pointsman_intermediate"));
    table.refresh();
    assertThat(table.refs()).doesNotContainKey(request.branch());
  }

  @Test
  void aTableThatIsNotTheOneThatWasClaimedIsNotTouched() {
    Table table = createTable("recreated");
    JobRequest request = request("recreated", table, "run-5");
    catalog.dropTable(TableIdentifier.of(NAMESPACE, "recreated"));
    createTable("recreated");

    assertThatThrownBy(() -> move(request, List.of()))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(FailureReason.DESTINATION_CHANGED))
        .hasMessageContaining("dropped and created anew");
  }

  @Test
  void aColumnThatTheDestinationLacksIsNamed() {
    Table table =
        catalog.createTable(
            TableIdentifier.of(NAMESPACE, "narrow"),
            new Schema(Types.NestedField.optional(1, "k", Types.StringType.get())));
    JobRequest request = request("narrow", table, "run-6");

    assertThatThrownBy(() -> move(request, List.of()))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(FailureReason.SCHEMA_CHANGED))
        .hasMessageContaining("has no column c, s, tags, v");
  }

  private static TwoStageMove.Staged move(JobRequest request, List<List<Mutation>> sstables)
      throws JobFailure {
    List<Backup.SSTable> named = new ArrayList<>();
    for (int i = 0; i < sstables.size(); i++) {
      named.add(sstable(i));
    }
    return new TwoStageMove(spark, catalog, request, new JobMonitor())
        .run(SCHEMA, named, new HandMadeSSTables(sstables), "test");
  }

  private static Backup.SSTable sstable(int index) {
    return new Backup.SSTable("shop", "orders", "n1", "nb-" + index + "-big", List.of());
  }

  private static Table createTable(String name) {
    return catalog.createTable(
        TableIdentifier.of(NAMESPACE, name),
        new Schema(
            Types.NestedField.optional(1, "k", Types.StringType.get()),
            Types.NestedField.optional(2, "c", Types.IntegerType.get()),
            Types.NestedField.optional(3, "s", Types.StringType.get()),
            Types.NestedField.optional(
                4, "tags", Types.ListType.ofOptional(7, Types.IntegerType.get())),
            Types.NestedField.optional(5, "v", Types.StringType.get()),
            Types.NestedField.optional(6, "extra", Types.LongType.get())));
  }

  private static JobRequest request(String table, Table destination, String runId) {
    return request(table, destination, runId, null);
  }

  private static JobRequest request(
      String table, Table destination, String runId, StaticPartition partition) {
    JobKey key = new JobKey(runId, 1, Connector.LEGACY, 1);
    BackupPin pin =
        new BackupPin(
            "members", "medusa", "b1", REFERENCE, REFERENCE, null, "ALL", "00", List.of());
    return new JobRequest(
        key,
        Movement.parse("members/shop/orders -> lake.shop." + table),
        null,
        null,
        pin,
        key.branch(),
        destination.uuid().toString(),
        partition,
        null,
        Map.of());
  }

  private static List<String> read(String table) {
    spark.catalog().clearCache();
    return spark.table(table).collectAsList().stream().map(Object::toString).toList();
  }

  /** SSTables that are lists. */
  record HandMadeSSTables(List<List<Mutation>> sstables) implements MutationSource {
    @Override
    public Cursor open(Backup.SSTable sstable) {
      int index = Integer.parseInt(sstable.descriptor().split("-")[1]);
      Iterator<Mutation> mutations = sstables.get(index).iterator();
      return new Cursor() {
        @Override
        public Mutation next() {
          return mutations.hasNext() ? mutations.next() : null;
        }

        @Override
        public void close() {}
      };
    }
  }
}

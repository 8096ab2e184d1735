package io.pointsman.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import io.pointsman.sstable.WrittenTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.schema.CompressionParams;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries read what they need, and say so in Spark's own metrics; whatever is read, rows are right.
 */
class BackupQueryTest {
  private static final String SCHEMA =
      "CREATE TABLE ks.orders (region text, id int, line int, note text, amount bigint, tags"
          + " set<text>, PRIMARY KEY ((region, id), line));";
  private static final long SECONDS = 1_700_000_000;
  private static final int PARTITIONS = 9_000;

  @TempDir private static Path directory;
  private static SparkSession spark;
  private static Dataset<Row> orders;
  private static long dataBytes;

  @BeforeAll
  static void aBackupInADirectory() throws IOException {
    ObjectStore store =
        ObjectStores.open(
            new StoreSettings(directory.toUri().toString(), null, false, null, "backups"));
    WrittenTable table =
        new WrittenTable(directory.resolve("written"), store, SCHEMA, "orders")
            .snapshot("s1")
            .compression(CompressionParams.lz4());
    Random random = new Random(1);
    byte[] noise = new byte[400];
    PartitionUpdate[] partitions = new PartitionUpdate[PARTITIONS];
    for (int k = 0; k < PARTITIONS; k++) {
      var partition =
          table.partition(k % 2 == 0 ? "north" : "south", k).timestamp(1_000).nowInSec(SECONDS);
      for (int line = 0; line < 3; line++) {
        random.nextBytes(noise);
        partition
            .row(line)
            .add("note", new String(noise, StandardCharsets.ISO_8859_1))
            .add("amount", 10L * k + line)
            .add("tags", Set.of("a", "b"));
      }
      partitions[k] = partition.build();
    }
    dataBytes = table.write("node1", partitions).bytes();
    var newer = table.partition("south", 4711).timestamp(2_000).nowInSec(SECONDS);
    newer.row(1).ttl(500).noPrimaryKeyLivenessInfo().add("amount", -1L);
    table.write("node1", newer.build());
    store.put(table.folder("node1") + "/schema.cql", SCHEMA.getBytes(StandardCharsets.UTF_8));
    store.put(
        table.folder("node1") + "/manifest.json",
        """
        {"files":["nb-1-big-Data.db","nb-2-big-Data.db"],"created_at":"2023-11-14T22:13:20Z",
         "expires_at":null,"ephemeral":false}
        """
            .getBytes(StandardCharsets.UTF_8));
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.adaptive.enabled", "false")
            .getOrCreate();
    orders =
        spark
            .read()
            .format("cassandra-backup")
            .option("backupUri", "s3://backups/backups")
            .option("layout", "plain")
            .option("endpoint", directory.toUri().toString())
            .option("keyspace", "ks")
            .option("table", "orders")
            .load();
  }

  @AfterAll
  static void stop() throws IOException {
    spark.close();
  }

  /** A query's rows, and what its scan counted. */
  private record Answer(List<String> rows, Map<String, Long> metrics, String plan) {
    long metric(String name) {
      return metrics.get(name);
    }
  }

  private static Answer ask(Dataset<Row> query) {
    List<String> rows = new ArrayList<>();
    query.collectAsList().forEach(row -> rows.add(row.mkString("|")));
    QueryExecution execution = query.queryExecution();
    Map<String, Long> metrics = new HashMap<>();
    scans(execution.executedPlan(), metrics);
    return new Answer(rows, new TreeMap<>(metrics), execution.executedPlan().toString());
  }

  private static void scans(SparkPlan plan, Map<String, Long> metrics) {
    if (plan instanceof BatchScanExec scan) {
      scan.metrics()
          .foreach(
              entry -> {
                metrics.put(entry._1(), entry._2().value());
                return null;
              });
    }
    plan.children()
        .foreach(
            child -> {
              scans(child, metrics);
              return null;
            });
  }

  @Test
  void onePartitionFetchesLessThanAHundredthOfTheBytes() {
    Answer answer = ask(orders.where("region = 'south' AND id = 4711").select("line", "amount"));

    assertThat(answer.rows()).containsExactlyInAnyOrder("0|47110", "1|-1", "2|47112");
    assertThat(answer.metric("backupPartitions")).isEqualTo(2);
    assertThat(answer.metric("backupSSTables")).isEqualTo(2);
    assertThat(answer.metric("backupRows")).isEqualTo(3);
    assertThat(answer.metric("backupBytesRead") / (double) dataBytes).isLessThan(0.01);
    assertThat(answer.plan()).contains("reads 1 partition keys, by [");
  }

  @Test
  void severalValuesOfTheKeyAreLookedUpInAllCombinations() {
    Answer answer =
        ask(
            orders
                .where("region IN ('north', 'south', 'north') AND id IN (1, 2, 4711, 99999)")
                .selectExpr("id", "line"));

    assertThat(answer.rows())
        .containsExactlyInAnyOrder(
            "1|0", "1|1", "1|2", "2|0", "2|1", "2|2", "4711|0", "4711|1", "4711|2");
    assertThat(answer.metric("backupRows")).isEqualTo(9);
    assertThat(answer.plan()).contains("reads 8 partition keys");
  }

  @Test
  void aPartOfTheKeyAloneReadsEverythingAndIsStillRight() {
    Answer answer = ask(orders.where("id = 4711").select("line"));
    assertThat(answer.rows()).hasSize(3);
    assertThat(answer.metric("backupRows")).isEqualTo(3L * PARTITIONS);
    assertThat(answer.plan()).contains("reads all partitions");
  }

  @Test
  void clusteringBoundsOfOnePartitionEmitOnlyTheirRows() {
    Dataset<Row> partition = orders.where("region = 'south' AND id = 4711").select("line");
    assertThat(ask(partition.where("line >= 1")).metric("backupRows")).isEqualTo(2);
    assertThat(ask(partition.where("line > 0 AND line < 2")).metric("backupRows")).isEqualTo(1);
    Answer answer = ask(partition.where("2 = line"));
    assertThat(answer.rows()).containsExactly("2");
    assertThat(answer.metric("backupRows")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-7_000_000_000_000_000_000L, 0, 9_000_000_000_000_000_000L})
  void aTokenRangeReadsItsShare(long border) {
    Answer below = ask(orders.where("_token <= " + border + "L").select("id", "line"));
    Answer above = ask(orders.where("_token > " + border + "L").select("id", "line"));

    Set<String> both = new HashSet<>(below.rows());
    both.addAll(above.rows());
    assertThat(below.rows().size() + above.rows().size()).isEqualTo(3 * PARTITIONS);
    assertThat(both).hasSize(3 * PARTITIONS);
    double share = border / (double) (1L << 62) / 4 + 0.5;
    assertThat(below.metric("backupBytesRead") / (double) dataBytes)
        .isBetween(share - 0.03, share + 0.05);
  }

  @Test
  void aContradictionReadsNothing() {
    Answer answer = ask(orders.where("_token > 5 AND _token < 5").select("id"));
    assertThat(answer.rows()).isEmpty();
  }

  @Test
  void aSubsetOfTheColumnsGivesTheSameRows() {
    List<String> all =
        ask(orders.selectExpr("region", "id", "line", "amount", "note").drop("note")).rows();
    List<String> narrow = ask(orders.select("region", "id", "line", "amount")).rows();
    assertThat(narrow).containsExactlyInAnyOrderElementsOf(all);
    assertThat(narrow).hasSize(3 * PARTITIONS);
    assertThat(orders.count()).isEqualTo(3 * PARTITIONS);
  }

  @Test
  void metadataColumnsComeWhenTheyAreAskedForOnly() {
    assertThat(orders.columns()).doesNotContain("_token", "_writetime");
    Answer answer =
        ask(
            orders
                .where("region = 'south' AND id = 4711 AND line = 1")
                .selectExpr(
                    "_writetime.amount",
                    "_ttl.amount",
                    "_writetime.note",
                    "_ttl.note",
                    "_writetime.tags",
                    "element_at(split(_sstable.amount, '/'), -1)",
                    "size(_sstables)"));
    assertThat(answer.rows())
        .containsExactly("2000|500|1000|null|ArraySeq(1000, 1000)|nb-2-big-Data.db|2");
    assertThat(
            ask(orders
                    .where("region = 'south' AND id IN (4711, 1) AND line = 1")
                    .selectExpr("id", "_ttl")
                    .orderBy("id"))
                .rows())
        .containsExactly(
            "1|[null,null,ArraySeq(null, null)]", "4711|[500,null,ArraySeq(null, null)]");
  }
}

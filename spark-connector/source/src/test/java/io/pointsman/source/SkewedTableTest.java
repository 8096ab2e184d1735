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
import java.util.List;
import java.util.Random;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.schema.CompressionParams;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose rows are nearly all in one Cassandra partition is read by several tasks. */
class SkewedTableTest {
  private static final String SCHEMA =
      "CREATE TABLE ks.events (sensor text, at int, reading text, PRIMARY KEY (sensor, at))"
          + " WITH CLUSTERING ORDER BY (at DESC);";
  private static final long SECONDS = 1_700_000_000;
  private static final int ROWS = 4_000;

  @TempDir private static Path directory;
  private static SparkSession spark;

  @BeforeAll
  static void aSkewedTable() throws IOException {
    ObjectStore store =
        ObjectStores.open(
            new StoreSettings(directory.toUri().toString(), null, false, null, "backups"));
    WrittenTable table =
        new WrittenTable(directory.resolve("written"), store, SCHEMA, "events")
            .snapshot("s1")
            .compression(CompressionParams.lz4());
    Random random = new Random(3);
    for (int version = 1; version <= 3; version++) {
      List<PartitionUpdate> partitions = new ArrayList<>();
      for (int sensor = 0; sensor < 100; sensor++) {
        var partition = table.partition("s" + sensor).timestamp(version).nowInSec(SECONDS);
        for (int at = 0; at < (sensor == 42 ? ROWS : 3); at++) {
          byte[] noise = new byte[350];
          random.nextBytes(noise);
          partition.row(at).add("reading", new String(noise, StandardCharsets.ISO_8859_1));
        }
        partitions.add(partition.build());
      }
      table.write("node1", partitions.toArray(PartitionUpdate[]::new));
    }
    var deletion = table.partition("s42").timestamp(9).nowInSec(SECONDS - 9);
    deletion.addRangeTombstone().start(3_000).end(500);
    table.write("node1", deletion.build());
    store.put(table.folder("node1") + "/schema.cql", SCHEMA.getBytes(StandardCharsets.UTF_8));
    store.put(
        table.folder("node1") + "/manifest.json",
        """
        {"files":["nb-1-big-Data.db","nb-2-big-Data.db","nb-3-big-Data.db","nb-4-big-Data.db"],
         "created_at":"2023-11-14T22:13:20Z","expires_at":null,"ephemeral":false}
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
  }

  @AfterAll
  static void stop() throws IOException {
    spark.close();
  }

  private static Dataset<Row> events(int splits) {
    return spark
        .read()
        .format("cassandra-backup")
        .option("backupUri", "s3://backups/backups")
        .option("layout", "plain")
        .option("endpoint", directory.toUri().toString())
        .option("keyspace", "ks")
        .option("table", "events")
        .option("splits", splits)
        .load();
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString("|")).sorted().toList();
  }

  private static List<Long> rowsByTask(Dataset<Row> rows) {
    return rows.groupBy(functions.spark_partition_id()).count().collectAsList().stream()
        .map(row -> row.getLong(1))
        .toList();
  }

  @Test
  void severalTasksShareOneCassandraPartition() {
    Dataset<Row> whole = events(1);
    Dataset<Row> cut = events(6);
    assertThat(sorted(cut)).isEqualTo(sorted(whole)).hasSize(ROWS - 2_501 + 99 * 3);

    List<Long> tasks = rowsByTask(cut.where("sensor = 's42' OR sensor = 's1'"));
    assertThat(tasks).hasSizeGreaterThan(3);
    // Half of the partition is deleted: those tasks have bytes to read, and few rows or none.
    assertThat(tasks).allMatch(rows -> rows < ROWS / 4);
    assertThat(cut.queryExecution().executedPlan().toString())
        .contains("1 wide Cassandra partitions cut into");
  }

  @Test
  void aLookedUpPartitionIsSharedToo() {
    Dataset<Row> one = events(6).where("sensor = 's42'");
    assertThat(one.rdd().getNumPartitions()).isGreaterThan(4);
    assertThat(sorted(one)).isEqualTo(sorted(events(1).where("sensor = 's42'"))).hasSize(1_499);

    Dataset<Row> some = events(6).where("sensor = 's42' AND at BETWEEN 3500 AND 3600");
    assertThat(some.rdd().getNumPartitions()).isLessThan(4);
    assertThat(sorted(some)).hasSize(101);
  }

  @Test
  void clusteringPredicatesAloneLeaveOutTasks() {
    Dataset<Row> late = events(6).where("at > 3900");
    assertThat(sorted(late)).isEqualTo(sorted(events(1).where("at > 3900"))).hasSize(99);
    assertThat(late.rdd().getNumPartitions())
        .isLessThan(events(6).where("length(reading) > 0").rdd().getNumPartitions());
  }
}

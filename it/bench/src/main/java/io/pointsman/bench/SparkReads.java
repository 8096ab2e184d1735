package io.pointsman.bench;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Both engines, in this process, on whatever {@code spark.master} says. */
final class SparkReads {
  private final ReadPlan plan;

  SparkReads(ReadPlan plan) {
    this.plan = plan;
  }

  /** Reads a table once, and gives how many rows came. */
  long rows(ReadCase table, ReadEngine engine) throws Exception {
    return switch (engine) {
      case SPARK_ROWS -> toSpark(table);
      case MOVE_JOB, LEGACY ->
          new IcebergMoves(plan).move(table, engine, WriteSetting.ALIKE).rows();
      case CASSANDRA -> throw new IllegalArgumentException("Spark does not run Cassandra's scan");
    };
  }

  /** To rows in Spark, which throws them away. */
  private long toSpark(ReadCase table) {
    SparkSession spark = session();
    spark
        .read()
        .format("cassandra-backup")
        .option("backupUri", "s3://" + plan.bucket() + "/" + IcebergMoves.PREFIX)
        .option("layout", "plain")
        .option("endpoint", Path.of(plan.bucketsFolder()).toUri().toString())
        .option("keyspace", ReadCase.KEYSPACE)
        .option("table", table.name())
        .load()
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return table.rows();
  }

  /** A session like a job's. */
  static SparkSession session() {
    return SparkSession.builder()
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate();
  }
}

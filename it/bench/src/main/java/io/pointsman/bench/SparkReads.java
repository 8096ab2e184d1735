package io.pointsman.bench;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Both engines, in this process, on whatever {@code spark.master} says. */
final class SparkReads {
  private final ReadPlan plan;
  private final IcebergMoves moves;

  SparkReads(ReadPlan plan) {
    this.plan = plan;
    this.moves = new IcebergMoves(plan);
  }

  /** Reads a table once. */
  Moved read(ReadCase table, ReadEngine engine) throws Exception {
    return switch (engine) {
      case SPARK_ROWS -> new Moved(toSpark(table), 0, 0);
      case MOVE_JOB, LEGACY -> moves.move(table, engine, WriteSetting.ALIKE);
      case CASSANDRA, CONNECTOR, CONNECTOR_MOVE ->
          throw new IllegalArgumentException(engine + " is not run by this Spark");
    };
  }

  /** Drops what was moved so far. */
  void drop() {
    moves.drop();
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

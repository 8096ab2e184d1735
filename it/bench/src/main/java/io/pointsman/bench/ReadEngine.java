package io.pointsman.bench;

/** Who reads. */
public enum ReadEngine {
  /** Cassandra's own scanner and merge over local files: the yardstick. */
  CASSANDRA,
  /** The data source, from local files, to rows in Spark. */
  SPARK_ROWS,
  /** The move job: from S3 into a branch of an Iceberg table on S3. */
  MOVE_JOB,
  /** The reference legacy engine, the same way. */
  LEGACY,
  /** The spark-cassandra-connector from a live node, whose CPU counts, to rows in Spark 3.5. */
  CONNECTOR,
  /** The same, into an Iceberg table on S3. */
  CONNECTOR_MOVE;

  /** Whether it reads over CQL, in a Spark of its own. */
  public boolean isConnector() {
    return switch (this) {
      case CONNECTOR, CONNECTOR_MOVE -> true;
      case CASSANDRA, SPARK_ROWS, MOVE_JOB, LEGACY -> false;
    };
  }

  /** Whether a run is so short that many are taken, and that a query's own cost would show. */
  boolean isQuick() {
    return switch (this) {
      case CASSANDRA, SPARK_ROWS -> true;
      case MOVE_JOB, LEGACY, CONNECTOR, CONNECTOR_MOVE -> false;
    };
  }
}

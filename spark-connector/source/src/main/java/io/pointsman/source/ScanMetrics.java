package io.pointsman.source;

import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a scan counts. Their descriptions name Spark's accumulators, for listeners. */
public final class ScanMetrics {
  /** Accumulator of the bytes fetched from the store. */
  public static final String BYTES_READ = "bytes fetched from the backup";

  /** Accumulator of the requests made to the store. */
  public static final String REQUESTS = "requests to the backup's store";

  /**
   * Accumulator of the milliseconds that tasks waited for the store, to open SSTables and to read.
   */
  public static final String WAITED = "milliseconds waited for the backup's store";

  /** Accumulator of the SSTables that tasks opened. */
  public static final String SSTABLES = "SSTables of the backup opened";

  /** Accumulator of the Cassandra partitions read, each as often as SSTables hold it. */
  public static final String PARTITIONS = "partitions read from SSTables";

  /** Accumulator of the rows emitted. */
  public static final String ROWS = "rows emitted from the backup";

  /** Accumulator of the Cassandra partitions left out, since their node is no replica of them. */
  public static final String NOT_OWNED = "partitions left out of nodes that do not own them";

  private ScanMetrics() {}

  /** One task's value of a metric. */
  record TaskValue(String name, long value) implements CustomTaskMetric {}

  /** Bytes fetched from the store; Spark makes it by its constructor without arguments. */
  public static final class BytesRead extends CustomSumMetric {
    static final String NAME = "backupBytesRead";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return BYTES_READ;
    }
  }

  /** Requests made to the store. */
  public static final class Requests extends CustomSumMetric {
    static final String NAME = "backupRequests";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return REQUESTS;
    }
  }

  /** Milliseconds waited for the store. */
  public static final class Waited extends CustomSumMetric {
    static final String NAME = "backupMillisWaited";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return WAITED;
    }
  }

  /** SSTables opened. */
  public static final class SSTables extends CustomSumMetric {
    static final String NAME = "backupSSTables";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return SSTABLES;
    }
  }

  /** Cassandra partitions read. */
  public static final class Partitions extends CustomSumMetric {
    static final String NAME = "backupPartitions";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return PARTITIONS;
    }
  }

  /** Cassandra partitions left out. */
  public static final class NotOwned extends CustomSumMetric {
    static final String NAME = "backupPartitionsNotOwned";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return NOT_OWNED;
    }
  }

  /** Rows emitted. */
  public static final class Rows extends CustomSumMetric {
    static final String NAME = "backupRows";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return ROWS;
    }
  }
}

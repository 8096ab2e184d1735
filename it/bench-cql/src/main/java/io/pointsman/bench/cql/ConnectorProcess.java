package io.pointsman.bench.cql;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.pointsman.bench.CompilerThreads;
import io.pointsman.bench.ConnectorPlan;
import io.pointsman.bench.Measurement;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads tables of a live node over CQL; what the node spends on it counts, too. */
public final class ConnectorProcess {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double NANOS = 1e9;

  /** What a page should have, about: the default of 1,000 rows is little where rows are short. */
  private static final int PAGE_BYTES = 1_000_000;

  private static final int MOST_ROWS_A_PAGE = 5_000;

  /** Each side compiles what it runs. */
  private static final int WARM_UPS = 8;

  /** As often as the move job, of which the middle run counts, too. */
  private static final int MEASURED = 3;

  private final ConnectorPlan plan;
  private final OperatingSystemMXBean own =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ProcessHandle node;

  private ConnectorProcess(ConnectorPlan plan) {
    this.plan = plan;
    this.node = ProcessHandle.of(plan.nodeProcess()).orElseThrow();
  }

  /** What one run took, of both processes. */
  private record Run(double cpuSeconds, double compilerCpuSeconds, double wallSeconds) {
    double workCpuSeconds() {
      return cpuSeconds - compilerCpuSeconds;
    }
  }

  /**
   * A process's entry.
   *
   * @param arguments the plan's file, and where the result goes
   */
  public static void main(String[] arguments) throws Exception {
    ConnectorPlan plan = MAPPER.readValue(Path.of(arguments[0]).toFile(), ConnectorPlan.class);
    write(Path.of(arguments[1]), new ConnectorProcess(plan).measure());
    // Clients of the store and Spark's own threads need not be waited for.
    System.exit(0);
  }

  private List<Measurement> measure() throws Exception {
    session().sql("CREATE NAMESPACE IF NOT EXISTS lake.bench");
    List<Measurement> measured = new ArrayList<>();
    for (ReadEngine engine : plan.engines()) {
      for (int i = 0; i < WARM_UPS; i++) {
        read(plan.warmUp(), engine);
      }
      for (ReadCase table : plan.cases()) {
        Measurement each = measure(table, engine);
        System.out.println(each);
        measured.add(each);
      }
    }
    return measured;
  }

  private Measurement measure(ReadCase table, ReadEngine engine) throws Exception {
    read(table.ofOnePartition(), engine);
    double fixed = middle(table.ofOnePartition(), engine).workCpuSeconds();
    Run run = middle(table, engine);
    long rows =
        engine == ReadEngine.CONNECTOR_MOVE
            ? session().table(destination(table)).count()
            : rows(table).select("number").count();
    if (rows != table.rows()) {
      throw new IllegalStateException(
          engine + " read " + rows + " rows of " + table + ", which has " + table.rows());
    }
    return new Measurement(
        table.name(),
        engine,
        rows,
        run.cpuSeconds(),
        run.compilerCpuSeconds(),
        fixed,
        run.wallSeconds(),
        0,
        0,
        Map.of());
  }

  private Run middle(ReadCase table, ReadEngine engine) throws Exception {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < MEASURED; i++) {
      System.gc();
      double compiler = compilerCpuSeconds();
      double cpu = cpuSeconds();
      long wall = System.nanoTime();
      read(table, engine);
      double wallSeconds = (System.nanoTime() - wall) / NANOS;
      double cpuSeconds = cpuSeconds() - cpu;
      runs.add(new Run(cpuSeconds, Math.max(0, compilerCpuSeconds() - compiler), wallSeconds));
    }
    runs.sort(Comparator.comparingDouble(Run::workCpuSeconds));
    return runs.get(MEASURED / 2);
  }

  private SparkSession session() {
    SparkSession.Builder builder =
        SparkSession.builder()
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.cassandra.connection.host", plan.host())
            .config("spark.cassandra.connection.port", Integer.toString(plan.port()))
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    plan.catalog()
        .forEach((name, value) -> builder.config("spark.sql.catalog.lake." + name, value));
    return builder.getOrCreate();
  }

  /** Of this process and of the node. */
  private double cpuSeconds() {
    return own.getProcessCpuTime() / NANOS
        + node.info().totalCpuDuration().orElseThrow().toNanos() / NANOS;
  }

  /** What of them both compilers took. */
  private double compilerCpuSeconds() {
    return CompilerThreads.cpuSeconds(ProcessHandle.current().pid())
        + CompilerThreads.cpuSeconds(node.pid());
  }

  /** A move is a job of its own, with a Spark context of its own, as the move job's are. */
  private void read(ReadCase table, ReadEngine engine) throws Exception {
    if (engine == ReadEngine.CONNECTOR_MOVE) {
      session().stop();
      CreateTableWriter<Row> writer = rows(table).writeTo(destination(table)).using("iceberg");
      for (Map.Entry<String, String> property : plan.table().entrySet()) {
        writer = writer.tableProperty(property.getKey(), property.getValue());
      }
      writer.createOrReplace();
      session().stop();
    } else {
      rows(table).write().format("noop").mode("overwrite").save();
    }
  }

  private Dataset<Row> rows(ReadCase table) {
    int page = Math.min(MOST_ROWS_A_PAGE, Math.max(1, PAGE_BYTES / table.rowBytes()));
    return session()
        .read()
        .format("org.apache.spark.sql.cassandra")
        .option("keyspace", ReadCase.KEYSPACE)
        .option("table", table.name())
        .option("spark.cassandra.input.fetch.sizeInRows", Integer.toString(page))
        .load();
  }

  private static String destination(ReadCase table) {
    return "lake.bench.cql_" + table.name();
  }

  /** Written whole or not at all. */
  private static void write(Path file, List<Measurement> measured) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    MAPPER.writeValue(unfinished.toFile(), measured);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }
}

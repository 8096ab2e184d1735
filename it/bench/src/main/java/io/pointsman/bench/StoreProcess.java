package io.pointsman.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.source.ScanMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes the sample tables, or reads and plans them from an S3 server that is far away. */
public final class StoreProcess {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double MILLIS = 1e3;

  /** Tasks of a table of many SSTables. */
  private static final int PARTS = 200;

  private final StorePlan plan;
  private final MetricSums sums = new MetricSums();

  private StoreProcess(StorePlan plan) {
    this.plan = plan;
  }

  /**
   * A process's entry.
   *
   * @param arguments {@code write} or {@code measure}, the plan's file, and where the result goes
   */
  public static void main(String[] arguments) throws Exception {
    StoreProcess process =
        new StoreProcess(MAPPER.readValue(Path.of(arguments[1]).toFile(), StorePlan.class));
    List<StoreMeasurement> measured =
        switch (arguments[0]) {
          case "write" -> process.write();
          case "measure" -> process.measure();
          default -> throw new IllegalArgumentException("What is '" + arguments[0] + "'?");
        };
    Path file = Path.of(arguments[2]);
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    MAPPER.writeValue(unfinished.toFile(), measured);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    // Clients of the store and Spark's own threads need not be waited for.
    System.exit(0);
  }

  /** A plain backup is found by listing all that is there, so the many files lie apart. */
  private String prefix(ReadCase table) {
    return table.equals(plan.many()) ? "many" : "backups";
  }

  private Path backups(ReadCase table) {
    return Path.of(plan.bucketFolder()).resolve(prefix(table));
  }

  private List<StoreMeasurement> write() throws IOException {
    for (ReadCase table : plan.scans()) {
      System.out.println("writing " + table);
      new SampleTable(table, backups(table)).write();
    }
    if (plan.many() != null) {
      System.out.println("writing " + plan.many() + " as " + plan.sstables() + " SSTables");
      new SampleTable(plan.many(), backups(plan.many())).writeApart(plan.sstables());
    }
    return List.of();
  }

  private List<StoreMeasurement> measure() throws Exception {
    SparkReads.session().sparkContext().addSparkListener(sums);
    List<StoreMeasurement> measured = new ArrayList<>();
    for (ReadCase table : plan.scans()) {
      read(table, false); // warms up
      measured.add(read(table, false));
      System.out.println(measured.get(measured.size() - 1));
    }
    if (plan.many() != null) {
      measured.add(read(plan.many(), true));
      System.out.println(measured.get(measured.size() - 1));
    }
    return measured;
  }

  /** All of a table, or of one of many SSTables a part of the ring. */
  private StoreMeasurement read(ReadCase table, boolean isPart) throws Exception {
    long begun = System.nanoTime();
    Dataset<Row> all =
        SparkReads.session()
            .read()
            .format("cassandra-backup")
            .option("backupUri", "s3://" + plan.bucket() + "/" + prefix(table))
            .option("layout", "plain")
            .option("endpoint", plan.endpoint())
            .option("pathStyle", "true")
            .option("credentials", plan.credentials())
            .option("keyspace", ReadCase.KEYSPACE)
            .option("table", table.name())
            .option("splits", isPart ? PARTS : 1)
            .load();
    double findSeconds = seconds(begun);
    begun = System.nanoTime();
    int tasks = all.rdd().getNumPartitions();
    double planSeconds = seconds(begun);
    String text = all.queryExecution().executedPlan().toString();
    sums.clear();
    Stopwatch watch = new Stopwatch();
    if (isPart) {
      readOne(all, tasks);
    } else {
      all.write().format("noop").mode("overwrite").save();
    }
    double cpuSeconds = watch.cpuSeconds();
    double wallSeconds = watch.wallSeconds();
    sums.await(SparkReads.session().sparkContext());
    return new StoreMeasurement(
        table.name(),
        sums.of(ScanMetrics.ROWS),
        isPart ? plan.sstables() : table.versions(),
        cpuSeconds,
        wallSeconds,
        sums.of(ScanMetrics.WAITED) / MILLIS,
        dataBytes(table),
        sums.of(ScanMetrics.BYTES_READ),
        sums.of(ScanMetrics.REQUESTS),
        sums.of(ScanMetrics.SSTABLES),
        findSeconds,
        planSeconds,
        text);
  }

  /** The rows of one task in the middle. */
  private static void readOne(Dataset<Row> all, int tasks) {
    all.queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (number, rows) -> {
              while (number == tasks / 2 && rows.hasNext()) {
                rows.next();
              }
              return Collections.emptyIterator();
            },
            false)
        .count();
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private long dataBytes(ReadCase table) throws IOException {
    try (Stream<Path> files = Files.list(table.folder(backups(table)))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-Data.db"))
          .mapToLong(
              file -> {
                try {
                  return Files.size(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .sum();
    }
  }
}

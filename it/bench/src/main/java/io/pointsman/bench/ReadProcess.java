package io.pointsman.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Writes the sample tables, or measures what a plan says. */
public final class ReadProcess {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** For each of a table's own. */
  private static final int JOB_WARM_UPS = 4;

  /** How soon a job's code is compiled anew is chance. */
  private static final int MEASURED_JOBS = 3;

  private ReadProcess() {}

  /**
   * A process's entry.
   *
   * @param arguments {@code write} or {@code measure}, the plan's file, and where the result goes
   */
  public static void main(String[] arguments) throws Exception {
    ReadPlan plan = MAPPER.readValue(Path.of(arguments[1]).toFile(), ReadPlan.class);
    List<Measurement> measured =
        switch (arguments[0]) {
          case "write" -> write(plan);
          case "measure" -> measure(plan);
          default -> throw new IllegalArgumentException("What is '" + arguments[0] + "'?");
        };
    write(Path.of(arguments[2]), measured);
    // Clients of the store and Spark's own threads need not be waited for.
    System.exit(0);
  }

  private static List<Measurement> write(ReadPlan plan) throws IOException {
    for (ReadCase table : plan.cases()) {
      System.out.println("writing " + table);
      new SampleTable(table, backups(plan)).write();
      new SampleTable(table.ofOnePartition(), backups(plan)).write();
    }
    return List.of();
  }

  private static Path backups(ReadPlan plan) {
    return Path.of(plan.bucketFolder()).resolve("backups");
  }

  private static List<Measurement> measure(ReadPlan plan) throws Exception {
    List<Measurement> measured = new ArrayList<>();
    SparkReads spark = new SparkReads(plan);
    for (ReadEngine engine : plan.engines()) {
      if (engine == ReadEngine.MOVE_JOB) {
        warmUp(plan, spark);
      }
      for (ReadCase table : plan.cases()) {
        Measurement each = measure(plan, spark, table, engine);
        System.out.println(each);
        measured.add(each);
      }
    }
    return measured;
  }

  /** Ten runs or so pass before a driver's code is compiled; one table's runs serve all of them. */
  private static void warmUp(ReadPlan plan, SparkReads spark) throws Exception {
    for (int i = 0; i < JOB_WARM_UPS * plan.warmUps(); i++) {
      readAll(plan, spark, ReadCase.warmUp(plan.cases()), ReadEngine.MOVE_JOB);
    }
    spark.drop();
  }

  private static Measurement measure(
      ReadPlan plan, SparkReads spark, ReadCase table, ReadEngine engine) throws Exception {
    AtomicLong between = new AtomicLong();
    Repetition reading = () -> between.set(readAll(plan, spark, table, engine).betweenBytes());
    Repetition query = () -> readAll(plan, spark, table.ofOnePartition(), engine);
    Steadiness.Run run;
    double fixed = 0;
    if (engine.isQuick() && plan.warmUps() > 0) {
      // So that what is left to compile of a query as such is compiled in neither of the two.
      Steadiness.warmUp(reading, plan.warmUps());
      Steadiness.warmUp(query, plan.warmUps());
      fixed = Steadiness.measure(query).workCpuSeconds();
      run = Steadiness.measure(reading);
    } else {
      // The legacy engine takes half a minute a run; its bar is far away.
      int measured = plan.warmUps() == 0 || engine == ReadEngine.LEGACY ? 1 : MEASURED_JOBS;
      run = Steadiness.middle(reading, plan.warmUps(), measured);
      if (plan.warmUps() > 0) {
        fixed = Steadiness.middle(query, plan.warmUps(), measured).workCpuSeconds();
      }
    }
    Map<String, Double> shares = plan.shares() ? TimeShares.of(reading) : Map.of();
    spark.drop();
    return new Measurement(
        table.name(),
        engine,
        table.rows(),
        run.cpuSeconds(),
        run.compilerCpuSeconds(),
        fixed,
        run.wallSeconds(),
        peakHeapBytes(),
        between.get(),
        shares);
  }

  private static Moved readAll(ReadPlan plan, SparkReads spark, ReadCase table, ReadEngine engine)
      throws Exception {
    Moved moved = read(plan, spark, table, engine);
    if (moved.rows() != table.rows()) {
      throw new IllegalStateException(
          engine + " read " + moved.rows() + " rows of " + table + ", which has " + table.rows());
    }
    return moved;
  }

  /** The most that was on the heap at one time, garbage too, since this process began. */
  private static long peakHeapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  private static Moved read(ReadPlan plan, SparkReads spark, ReadCase table, ReadEngine engine)
      throws Exception {
    return engine == ReadEngine.CASSANDRA
        ? new Moved(new CassandraScan(table, backups(plan)).rows(), 0, 0)
        : spark.read(table, engine);
  }

  /** Written whole or not at all. */
  private static void write(Path file, List<Measurement> measured) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    MAPPER.writeValue(unfinished.toFile(), measured);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }
}

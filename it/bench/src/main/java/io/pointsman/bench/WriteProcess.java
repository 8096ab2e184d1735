package io.pointsman.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures moves that are written in several ways. */
public final class WriteProcess {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** How many runs of each setting count. */
  private static final int ROUNDS = 2;

  private WriteProcess() {}

  /**
   * A process's entry.
   *
   * @param arguments the plan's file, and where the result goes
   */
  public static void main(String[] arguments) throws Exception {
    WritePlan plan = MAPPER.readValue(Path.of(arguments[0]).toFile(), WritePlan.class);
    List<WriteMeasurement> measured = new ArrayList<>();
    IcebergMoves moves = new IcebergMoves(plan.reading());
    for (ReadEngine engine : plan.reading().engines()) {
      for (ReadCase table : plan.reading().cases()) {
        measured.addAll(rounds(plan, moves, table, engine));
      }
    }
    Path file = Path.of(arguments[1]);
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    MAPPER.writeValue(unfinished.toFile(), measured);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    // Clients of the store and Spark's own threads need not be waited for.
    System.exit(0);
  }

  /**
   * Every setting once, and again: what is compiled on the way would else be saved by the last. The
   * cheapest run of each counts, as what else happens in a process can only add; none of the
   * warm-ups. What any move takes, with its Spark context's start and end, is told by a table of
   * next to no rows.
   */
  private static List<WriteMeasurement> rounds(
      WritePlan plan, IcebergMoves moves, ReadCase table, ReadEngine engine) throws Exception {
    Map<String, WriteMeasurement> best = new LinkedHashMap<>();
    int warmUps = plan.reading().warmUps();
    double fixed = Double.MAX_VALUE;
    for (int round = 0; round < warmUps + ROUNDS; round++) {
      for (int i = 0; i < ROUNDS; i++) {
        WriteSetting first = plan.settings().get(0);
        fixed = Math.min(fixed, measure(moves, table.ofOnePartition(), engine, first).cpuSeconds());
      }
      for (WriteSetting setting : plan.settings()) {
        WriteMeasurement each = measure(moves, table, engine, setting);
        System.out.println(each);
        if (round >= warmUps) {
          best.merge(
              setting.name(),
              each,
              (one, other) -> one.cpuSeconds() <= other.cpuSeconds() ? one : other);
        }
      }
    }
    double least = fixed;
    return best.values().stream().map(each -> each.withFixed(least)).toList();
  }

  private static WriteMeasurement measure(
      IcebergMoves moves, ReadCase table, ReadEngine engine, WriteSetting setting)
      throws Exception {
    System.gc();
    Stopwatch watch = new Stopwatch();
    Moved moved = moves.move(table, engine, setting);
    WriteMeasurement measured =
        new WriteMeasurement(table.name(), engine, setting.name(), watch.cpuSeconds(), 0, moved);
    moves.drop();
    if (moved.rows() != table.rows()) {
      throw new IllegalStateException(engine + " wrote " + moved.rows() + " rows of " + table);
    }
    return measured;
  }
}

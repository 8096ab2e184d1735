package io.pointsman.it.bench;

import io.pointsman.bench.Measurement;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import io.pointsman.it.show.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * How the engines compare, and what is good enough.
 *
 * @param cases the tables
 * @param oneCore what was measured on one core
 * @param twoCores what was measured on two
 */
record ReadBars(List<ReadCase> cases, List<Measurement> oneCore, List<Measurement> twoCores) {
  /** How many times the yardstick's CPU the data source may take. */
  private static final double MOST_OF_CASSANDRA = 1.25;

  /** How many times the move job's CPU the legacy engine takes at least. */
  private static final double LEAST_OF_LEGACY = 2;

  /** How many times the data source's CPU the connector over CQL takes at least. */
  private static final double LEAST_OF_CQL = 5;

  /** How many times the move job's CPU the same connector takes into the same lake at least. */
  private static final double LEAST_OF_CQL_MOVE = 2.5;

  /** How many times the CPU on one core a row takes on two at most. */
  private static final double MOST_OF_ONE_CORE = 1.10;

  ReadBars {
    cases = List.copyOf(cases);
    oneCore = List.copyOf(oneCore);
    twoCores = List.copyOf(twoCores);
  }

  private static Measurement find(List<Measurement> all, ReadCase table, ReadEngine engine) {
    return all.stream()
        .filter(each -> each.table().equals(table.name()) && each.engine() == engine)
        .findFirst()
        .orElse(null);
  }

  /** What was measured on one core, or null. */
  Measurement measured(ReadCase table, ReadEngine engine) {
    return find(oneCore, table, engine);
  }

  private static Double ratio(Measurement one, Measurement other) {
    return one == null || other == null
        ? null
        : Math.round(100 * one.microsPerRow() / other.microsPerRow()) / 100.0;
  }

  /** How many times the CPU of another engine one takes for a row; null when not measured. */
  Double times(ReadCase table, ReadEngine one, ReadEngine other) {
    return ratio(measured(table, one), measured(table, other));
  }

  /** How many times the CPU on one core a row takes on two. */
  Double onTwoCores(ReadCase table) {
    return ratio(
        find(twoCores, table, ReadEngine.SPARK_ROWS), measured(table, ReadEngine.SPARK_ROWS));
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (ReadCase table : cases) {
      Double ofCassandra = times(table, ReadEngine.SPARK_ROWS, ReadEngine.CASSANDRA);
      if (ofCassandra != null) {
        checks.add(
            new Check(
                "%s: rows in Spark cost at most %s times Cassandra's own scan"
                    .formatted(table.name(), MOST_OF_CASSANDRA),
                ofCassandra <= MOST_OF_CASSANDRA,
                ofCassandra,
                "times"));
      }
      atLeast(
          checks,
          times(table, ReadEngine.LEGACY, ReadEngine.MOVE_JOB),
          LEAST_OF_LEGACY,
          "%s: the legacy engine costs at least %s times the move job",
          table);
      atLeast(
          checks,
          times(table, ReadEngine.CONNECTOR, ReadEngine.SPARK_ROWS),
          LEAST_OF_CQL,
          "%s: rows over CQL cost at least %s times rows of the backup",
          table);
      atLeast(
          checks,
          times(table, ReadEngine.CONNECTOR_MOVE, ReadEngine.MOVE_JOB),
          LEAST_OF_CQL_MOVE,
          "%s: over CQL into Iceberg costs at least %s times the move job",
          table);
      Measurement move = measured(table, ReadEngine.MOVE_JOB);
      if (move != null) {
        checks.add(
            new Check(
                table.name() + ": the move job writes no byte that is not of the staged files",
                move.betweenBytes() == 0,
                move.betweenBytes(),
                "bytes"));
      }
      Double onTwoCores = onTwoCores(table);
      if (onTwoCores != null) {
        checks.add(
            new Check(
                "%s: a row costs on two cores at most %s times what it costs on one"
                    .formatted(table.name(), MOST_OF_ONE_CORE),
                onTwoCores <= MOST_OF_ONE_CORE,
                onTwoCores,
                "times"));
      }
    }
    return checks;
  }

  private static void atLeast(
      List<Check> checks, Double times, double least, String sentence, ReadCase table) {
    if (times != null) {
      checks.add(
          new Check(sentence.formatted(table.name(), least), times >= least, times, "times"));
    }
  }
}

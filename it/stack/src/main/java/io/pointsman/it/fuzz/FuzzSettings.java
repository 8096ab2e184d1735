package io.pointsman.it.fuzz;

import io.pointsman.it.CassandraSettings.SsTableFormat;
import java.util.List;

/**
 * What is played.
 *
 * @param seed what is drawn
 * @param first the number of the first history, from 0
 * @param histories how many
 * @param batch how many share one cluster, one flush and one snapshot
 * @param nodes one, or two whose replicas come to differ
 * @param spark how many of each batch also go through the Spark data source
 * @param plant a fault put in on purpose
 */
record FuzzSettings(
    long seed, int first, int histories, int batch, int nodes, int spark, Plant plant) {
  /** What a run with these answers may go on: anything that changes what a batch is. */
  private static final String GENERATOR = "6";

  private static final List<List<SsTableFormat>> FORMATS =
      List.of(
          List.of(SsTableFormat.OA, SsTableFormat.DA),
          List.of(SsTableFormat.NB, SsTableFormat.NB),
          List.of(SsTableFormat.DA, SsTableFormat.OA));

  FuzzSettings {
    if (first < 0 || histories < 1 || batch < 1 || spark < 0 || nodes < 1 || nodes > 2) {
      throw new IllegalArgumentException(
          "At least one history, one a batch, and one node or two: "
              + histories
              + ", "
              + batch
              + ", "
              + nodes);
    }
  }

  int batches() {
    return (histories + batch - 1) / batch;
  }

  int historiesOf(int number) {
    return Math.min(batch, histories - number * batch);
  }

  /** The number of a batch's history in the run of all. */
  int history(int number, int index) {
    return first + number * batch + index;
  }

  /** Each node's SSTable format: a history that is played alone has those of its batch. */
  List<SsTableFormat> formats(int number) {
    return FORMATS.get((first / batch + number) % FORMATS.size()).subList(0, nodes);
  }

  /** Which nodes take part in each round. */
  List<Mode> modes() {
    return nodes == 1
        ? List.of(Mode.ALL, Mode.ALL, Mode.ALL, Mode.ALL)
        : List.of(Mode.ALL, Mode.FIRST, Mode.SECOND, Mode.ALL, Mode.SECOND, Mode.FIRST);
  }

  /** Runs with the same name play the same batches. */
  String name() {
    return "g%s-seed%d%s-batch%d-nodes%d-spark%d%s"
        .formatted(
            GENERATOR,
            seed,
            first == 0 ? "" : "-first" + first,
            batch,
            nodes,
            spark,
            plant == Plant.NONE ? "" : "-" + plant.name().toLowerCase(java.util.Locale.ROOT));
  }
}

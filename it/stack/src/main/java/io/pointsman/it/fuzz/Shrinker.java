package io.pointsman.it.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a failing history small: plays many of its subsets at the same time, each in a table of its
 * own, goes on with the smallest that still fails, and ends when no single step can be left out.
 * (Delta debugging, with all the subsets of a size at once, since a batch costs the same whatever
 * its size.)
 */
final class Shrinker {
  private static final int MOST_ROUNDS = 14;
  private static final int MOST_AT_ONCE = 48;

  private final BatchRunner runner;
  private final FuzzCluster cluster;
  private final Consumer<String> progress;
  private int played;

  Shrinker(BatchRunner runner, FuzzCluster cluster, Consumer<String> progress) {
    this.runner = runner;
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * What is left of a failure.
   *
   * @param modes with which it still fails
   */
  record Smallest(Outcome outcome, List<Mode> modes) {}

  /**
   * Shrinks one failure.
   *
   * @param usual which nodes take part in each round
   * @return the smallest that still fails, or the failure itself when it does not fail again
   */
  Smallest shrink(Outcome failure, List<Mode> usual) throws IOException, InterruptedException {
    Outcome smallest = failure;
    // Most failures need no replicas that differ, and rounds of all nodes take no time between.
    List<Mode> together = Collections.nCopies(usual.size(), Mode.ALL);
    List<Mode> modes = smallestOf(List.of(failure.history()), together) == null ? usual : together;
    int pieces = 2;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<History.Placed> steps = smallest.history().steps();
      if (steps.isEmpty()) {
        break;
      }
      pieces = Math.min(pieces, Math.min(steps.size(), MOST_AT_ONCE));
      Outcome smaller = smallestOf(candidates(smallest.history(), steps, pieces), modes);
      if (smaller != null) {
        smallest = smaller;
        pieces = Math.max(2, pieces - 1);
      } else if (pieces >= Math.min(steps.size(), MOST_AT_ONCE)) {
        break;
      } else {
        pieces *= 2;
      }
      progress.accept(
          "history %d still fails with %d of %d steps"
              .formatted(
                  failure.history().number(),
                  smallest.history().steps().size(),
                  failure.history().steps().size()));
    }
    return new Smallest(smallest, modes);
  }

  /** The history without each piece, and each piece alone. */
  private static List<History> candidates(History history, List<History.Placed> steps, int pieces) {
    List<History> candidates = new ArrayList<>();
    for (int i = 0; i < pieces; i++) {
      int from = (int) ((long) steps.size() * i / pieces);
      int to = (int) ((long) steps.size() * (i + 1) / pieces);
      List<History.Placed> without = new ArrayList<>(steps.subList(0, from));
      without.addAll(steps.subList(to, steps.size()));
      candidates.add(history.with(without));
      if (pieces > 2 && to - from > 1) {
        candidates.add(history.with(steps.subList(from, to)));
      }
    }
    return candidates;
  }

  private Outcome smallestOf(List<History> candidates, List<Mode> modes)
      throws IOException, InterruptedException {
    String name = "s" + played++;
    List<String> tables = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      tables.add(name + "_" + i);
    }
    BatchRunner.Batch batch = runner.run(tables, candidates, modes, name);
    cluster.clearSnapshot(name);
    Outcome smallest = null;
    for (Outcome outcome : batch.outcomes()) {
      if (outcome.differs()
          && (smallest == null
              || outcome.history().steps().size() < smallest.history().steps().size())) {
        smallest = outcome;
      }
    }
    return smallest;
  }
}

package io.pointsman.it.fuzz;

import io.pointsman.it.fuzz.History.Round;
import io.pointsman.it.fuzz.History.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws histories: the same ones for the same seed.
 *
 * @param seed of the run
 * @param modes which nodes take part in each round
 */
record HistoryGenerator(long seed, List<Mode> modes) {
  /** After so many seconds what was to expire has expired. */
  static final int SHORT_TTL_SECONDS = 2;

  private static final int MOST_WRITES = 18;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /**
   * One history.
   *
   * @param number from 0
   * @param portable only values that Spark and the driver's own codecs hold too
   */
  History draw(int number, boolean portable) {
    Random random = new Random(mixed(seed * SPREAD + number));
    boolean together = modes.stream().allMatch(mode -> mode == Mode.ALL);
    RandomTable table = new RandomTable(random, together);
    List<String> create = table.create();
    RandomStatements statements =
        new RandomStatements(random, table, new RandomValues(random, table.types(), portable));
    boolean alters = random.nextInt(3) == 0;
    List<Round> rounds = new ArrayList<>();
    for (Mode mode : modes) {
      List<Step> steps = new ArrayList<>();
      boolean everyNode = mode == Mode.ALL;
      if (alters && everyNode && !rounds.isEmpty()) {
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
          steps.add(new Step.Alter(table.alter()));
        }
      }
      for (int i = random.nextInt(MOST_WRITES); i > 0; i--) {
        steps.add(new Step.Write(statements.next(everyNode)));
      }
      if (random.nextInt(5) < 3) {
        steps.add(new Step.Flush());
        if (random.nextInt(5) == 0) {
          steps.add(new Step.Compact());
        }
      }
      rounds.add(new Round(steps));
    }
    return new History(number, create, rounds);
  }

  /** SplitMix64's finalizer: Java's generator begins alike from seeds that lie side by side. */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

package io.pointsman.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Measures work that the JVM makes faster the more often it is done, and that may take no longer
 * than a few ticks of the clock: in groups of runs, and only when one group takes what the one
 * before took, and the compiler has as good as nothing left to do.
 */
final class Steadiness {
  /** The kernel counts CPU time in hundredths of a second. */
  private static final double WARM_UP_CPU_SECONDS = 0.5;

  /** Two cores take turns at being disturbed: what counts goes on for longer. */
  private static final double MEASURED_CPU_SECONDS = 1.5;

  private static final int LARGEST_GROUP = 100;
  private static final double STEADY = 0.05;
  private static final int LEAST_WARM_UPS = 4;
  private static final int MOST_WARM_UPS = 14;
  private static final int MEASURED_GROUPS = 5;

  private static final double MILLIS = 1e3;
  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private Steadiness() {}

  /**
   * What one run took.
   *
   * @param compilerCpuSeconds what of the CPU seconds is the JIT compiler's
   */
  record Run(double cpuSeconds, double compilerCpuSeconds, double wallSeconds) {
    /** What the work itself took. */
    double workCpuSeconds() {
      return cpuSeconds - compilerCpuSeconds;
    }
  }

  /** The middle one of several groups of what is warm. */
  static Run measure(Repetition work) throws Exception {
    List<Run> groups = new ArrayList<>();
    for (int i = 0; i < MEASURED_GROUPS; i++) {
      groups.add(group(work, MEASURED_CPU_SECONDS));
    }
    return middle(groups);
  }

  /** Runs groups until they are steady, or it seems that they never will be. */
  static void warmUp(Repetition work, int leastWarmUps) throws Exception {
    double before = Double.NaN;
    for (int i = 0; i < MOST_WARM_UPS; i++) {
      long compiled = COMPILER.getTotalCompilationTime();
      Run group = group(work, WARM_UP_CPU_SECONDS);
      double compiling = (COMPILER.getTotalCompilationTime() - compiled) / MILLIS;
      double now = group.cpuSeconds();
      if (i >= Math.max(LEAST_WARM_UPS, leastWarmUps)
          && Math.abs(now / before - 1) <= STEADY
          && compiling <= STEADY * WARM_UP_CPU_SECONDS) {
        return;
      }
      before = now;
    }
  }

  /**
   * The middle one of the runs that follow so many.
   *
   * @param measured how many runs that are, an odd number
   */
  static Run middle(Repetition work, int warmUps, int measured) throws Exception {
    for (int i = 0; i < warmUps; i++) {
      work.run();
    }
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < measured; i++) {
      runs.add(group(work, 0));
    }
    return middle(runs);
  }

  private static Run middle(List<Run> runs) {
    runs.sort(Comparator.comparingDouble(Run::workCpuSeconds));
    return runs.get(runs.size() / 2);
  }

  private static Run group(Repetition work, double leastCpuSeconds) throws Exception {
    System.gc();
    Stopwatch watch = new Stopwatch();
    int runs = 0;
    do {
      work.run();
      runs++;
    } while (watch.cpuSeconds() < leastCpuSeconds && runs < LARGEST_GROUP);
    return new Run(
        watch.cpuSeconds() / runs, watch.compilerCpuSeconds() / runs, watch.wallSeconds() / runs);
  }
}

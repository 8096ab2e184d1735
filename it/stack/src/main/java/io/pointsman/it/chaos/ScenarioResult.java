package io.pointsman.it.chaos;

import java.util.List;

/**
 * How a scenario went, as the table shows it.
 *
 * @param name the scenario's
 * @param fault what was done
 * @param when at which moment
 * @param whatHappened in a few words
 * @param servedBy who served each run, or how it ended
 * @param published snapshots that the runs made the table's rows
 * @param readersView what somebody saw who read the table all the time
 * @param invariant what had to hold
 * @param ok whether it held
 * @param seconds wall time
 * @param broken what did not hold, a sentence each
 */
record ScenarioResult(
    String name,
    String fault,
    String when,
    String whatHappened,
    String servedBy,
    int published,
    String readersView,
    String invariant,
    boolean ok,
    double seconds,
    List<String> broken) {
  ScenarioResult {
    broken = List.copyOf(broken);
  }
}

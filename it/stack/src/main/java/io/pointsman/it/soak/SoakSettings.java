package io.pointsman.it.soak;

import java.util.List;

/**
 * What is soaked.
 *
 * @param movements how many
 * @param seed of everything that is left to chance
 * @param inFlight runs that are under way at the same time
 * @param faults what is done to the parts meanwhile
 * @param shortTimeouts whether a lost worker's tasks are offered again soon, for a test; else the
 *     task definitions are as shipped
 * @param baseline whether Conductor's own time is measured, too
 */
record SoakSettings(
    int movements,
    long seed,
    int inFlight,
    List<Fault> faults,
    boolean shortTimeouts,
    boolean baseline) {
  SoakSettings {
    faults = List.copyOf(faults);
  }
}

package io.pointsman.it.soak;

import java.time.Duration;
import java.util.List;

/**
 * What is soaked.
 *
 * @param movements how many
 * @param seed of everything that is left to chance
 * @param inFlight runs that are under way at the same time
 * @param oneFailsIn of so many Spark jobs one fails
 * @param lateDeadline of runs whose Spark job is late; half of it is kept for legacy
 * @param faults what is done to the parts meanwhile
 * @param registryOutage how long the registry is down, when that is among the faults
 * @param responseTimeout when a lost worker's tasks are offered again, or null for the definitions
 *     as shipped
 * @param baseline whether Conductor's own time is measured, too
 */
record SoakSettings(
    int movements,
    long seed,
    int inFlight,
    int oneFailsIn,
    Duration lateDeadline,
    List<Fault> faults,
    Duration registryOutage,
    Duration responseTimeout,
    boolean baseline) {
  SoakSettings {
    faults = List.copyOf(faults);
  }

  /** A day's movements: nothing is shortened but the day. */
  static SoakSettings ofADay(
      int movements, long seed, int inFlight, List<Fault> faults, boolean baseline) {
    return new SoakSettings(
        movements,
        seed,
        inFlight,
        20,
        // Longer than a killed worker's task waits for another one.
        Duration.ofMinutes(6),
        faults,
        Duration.ofSeconds(25),
        null,
        baseline);
  }
}

package io.pointsman.decider;

/**
 * What attempts have cost.
 *
 * @param attempts how many jobs
 * @param bytesRead bytes that they fetched from the backup
 * @param cpuSeconds CPU time of their tasks, as far as the engine says it
 */
public record Spent(int attempts, long bytesRead, double cpuSeconds) {
  public static final Spent NOTHING = new Spent(0, 0, 0);

  public Spent plus(Spent other) {
    return new Spent(
        attempts + other.attempts, bytesRead + other.bytesRead, cpuSeconds + other.cpuSeconds);
  }
}

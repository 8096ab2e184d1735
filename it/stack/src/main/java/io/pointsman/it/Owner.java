package io.pointsman.it;

import java.time.Instant;

/** This process as the owner of its children: what their leash hangs on. */
public final class Owner {
  private Owner() {}

  /**
   * The JVM option that ends a child within a second of this process's end, whatever ends it; also
   * for {@code spark.driver.extraJavaOptions}.
   *
   * @param paths where the agent's jar is
   */
  public static String leashOption(StackPaths paths) {
    ProcessHandle self = ProcessHandle.current();
    long startMillis =
        self.info()
            .startInstant()
            .map(Instant::toEpochMilli)
            .orElseThrow(
                () -> new IllegalStateException("This system does not tell when a process began"));
    return "-javaagent:" + paths.jar("it/leash") + "=" + self.pid() + "," + startMillis;
  }
}

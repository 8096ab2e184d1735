package io.pointsman.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The CPU time of this process, with that of its collector and compiler; what of it the compiler
 * took; and the wall clock.
 */
final class Stopwatch {
  private static final double NANOS = 1e9;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final long PID = ProcessHandle.current().pid();

  private final long cpu = SYSTEM.getProcessCpuTime();
  private final double compiler = CompilerThreads.cpuSeconds(PID);
  private final long wall = System.nanoTime();

  double cpuSeconds() {
    return (SYSTEM.getProcessCpuTime() - cpu) / NANOS;
  }

  double compilerCpuSeconds() {
    return Math.max(0, CompilerThreads.cpuSeconds(PID) - compiler);
  }

  double wallSeconds() {
    return (System.nanoTime() - wall) / NANOS;
  }
}

package io.pointsman.it.soak;

import io.pointsman.it.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each part has used so far: the most resident memory, as Linux counts it, and processor time.
 * Of several processes of one part the largest memory counts, and their times are added.
 */
final class Footprint {
  private static final String PEAK = "VmHWM:";

  private final Map<String, Map<Long, Used>> byPart = new TreeMap<>();

  /**
   * Of one part.
   *
   * @param peakMegabytes the most resident memory, or 0 where the system does not tell
   * @param cpuSeconds processor time of all its processes
   */
  record Used(long peakMegabytes, double cpuSeconds) {
    private Used plus(Used other) {
      return new Used(Math.max(peakMegabytes, other.peakMegabytes), cpuSeconds + other.cpuSeconds);
    }
  }

  /** Looks at a process of a part. */
  void look(String part, ChildProcess process) {
    look(part, process.pid());
  }

  void look(String part, long pid) {
    double cpuSeconds =
        ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO)
                .toMillis()
            / 1000.0;
    byPart
        .computeIfAbsent(part, name -> new HashMap<>())
        .merge(
            pid,
            new Used(peakMegabytes(pid), cpuSeconds),
            (before, now) ->
                new Used(
                    Math.max(before.peakMegabytes, now.peakMegabytes),
                    Math.max(before.cpuSeconds, now.cpuSeconds)));
  }

  private static long peakMegabytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith(PEAK)) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      // Gone already, or a system that does not tell.
    }
    return 0;
  }

  /** By part. */
  Map<String, Used> used() {
    Map<String, Used> used = new TreeMap<>();
    byPart.forEach(
        (part, processes) ->
            used.put(part, processes.values().stream().reduce(new Used(0, 0), Used::plus)));
    return used;
  }
}

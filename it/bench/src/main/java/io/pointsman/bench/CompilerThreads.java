package io.pointsman.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the compiler threads of a JVM took, as Linux counts it for each thread. (It names them as
 * the JVM does, cut at 15 letters.)
 */
public final class CompilerThreads {
  private static final double NANOS = 1e9;

  private CompilerThreads() {}

  /**
   * CPU seconds so far of the compiler threads that live; 0 where there is no {@code /proc}.
   * Threads that ended are not in it: start the JVM with {@code
   * -XX:-UseDynamicNumberOfCompilerThreads}.
   *
   * @param pid the JVM's process
   */
  public static double cpuSeconds(long pid) {
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    long nanos = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        nanos += nanos(thread);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nanos / NANOS;
  }

  private static long nanos(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre.*\\R?")
          ? Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0])
          : 0;
    } catch (IOException e) {
      // It ended meanwhile ("no such process"), or this kernel does not count.
      return 0;
    }
  }
}

package io.pointsman.it.chaos;

import io.pointsman.it.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Workers without a disk, with another one's, or with a wrong clock. */
final class WorkerFaults {
  /** The biggest file, in blocks of 1,024 bytes: a log and SQLite's library, but no job's jars. */
  private static final int LARGEST_FILE_BLOCKS = 4_096;

  private WorkerFaults() {}

  /** The one that submitted is killed and its folder deleted; another one goes on with the job. */
  static Scenario anotherDisk() {
    return Scenario.of(
        "two-workers-no-shared-disk",
        "kill -9 of the spark worker, its folder deleted; another one with a folder of its own",
        Phase.RUN.moment(),
        "the other one goes on with the job that runs",
        Served.BY_SPARK,
        world -> {
          MoveRun run = world.start();
          Gate gate = world.at(Phase.RUN);
          long driver = world.driver(Target.SPARK_DRIVER, run).pid();
          world.kill(Target.SPARK_WORKER, run);
          delete(world.lane().folder(Target.SPARK_WORKER));
          world.lane().startFurther(Target.SPARK_WORKER);
          gate.open();
          world.end(run);
          world.say("job of process " + driver);
          world.check(run.reason().isEmpty(), "the job was not gone on with, but " + run.reason());
        });
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** No file of the worker or of its driver can grow: what a full disk does to them. */
  static Scenario diskFull() {
    return Scenario.of(
        "disk-full-spark-worker",
        "no file of the spark worker and its driver may be larger than %d MB"
            .formatted(LARGEST_FILE_BLOCKS / 1024),
        "the whole run",
        "legacy serves",
        Served.BY_LEGACY,
        world -> {
          Path home = Files.createTempDirectory("pointsman-full-disk-");
          Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
          world.lane().replace(Target.SPARK_WORKER, program -> withSmallFiles(program, home, java));
          world.end(world.start());
          delete(home);
        });
  }

  private static JavaProgram withSmallFiles(JavaProgram program, Path home, Path java) {
    try {
      Files.writeString(
          java,
          "#!/bin/bash\nulimit -f %d\nexec '%s' \"$@\"\n"
              .formatted(LARGEST_FILE_BLOCKS, program.javaHome().resolve("bin/java")));
      Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return program.withJavaHome(home);
  }

  /** A folder that nothing can be written to. */
  static Scenario unwritable(
      Target target, String key, String what, Served served, String invariant) {
    return Scenario.of(
        "no-place-for-" + what + "-" + target.slug(),
        "the %s cannot write its %s".formatted(target.label(), what),
        "the whole run",
        invariant,
        served,
        world -> {
          world
              .lane()
              .replace(
                  target, program -> program.withEnvironment(Map.of(key, "/dev/null/nothing")));
          world.end(world.start());
        });
  }

  /** A clock that is wrong by so much. */
  static Scenario wrongClock(Target target, Duration by, Served served, String invariant) {
    String words = by.isNegative() ? "behind" : "ahead";
    return Scenario.of(
        "clock-" + words + "-" + target.slug(),
        "the %s's clock is %d min %s".formatted(target.label(), by.abs().toMinutes(), words),
        "the whole run",
        invariant,
        served,
        world -> {
          world
              .lane()
              .replace(
                  target,
                  program -> program.withJvmOptions(List.of("-Dpointsman.clock-offset=" + by)));
          world.end(world.start());
        });
  }
}

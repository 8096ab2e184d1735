package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedParts.class)
class LeashIT {

  @Test
  void aChildEndsWhenItsOwnerIsKilled(StackPaths paths, @TempDir Path dir) throws Exception {
    Path log = dir.resolve("owner.log");
    try (ChildProcess owner = owner(paths, dir, log)) {
      ProcessHandle child = child(owner, log);
      assertThat(child.isAlive()).isTrue();

      owner.kill();

      await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
    }
  }

  @Test
  void aChildEndsWhenItsOwnerIsAskedToEnd(StackPaths paths, @TempDir Path dir) throws Exception {
    Path log = dir.resolve("owner.log");
    try (ChildProcess owner = owner(paths, dir, log)) {
      ProcessHandle child = child(owner, log);

      owner.close();

      await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
    }
  }

  private static ChildProcess owner(StackPaths paths, Path dir, Path log) throws Exception {
    return ChildProcess.start(
        JavaProgram.ofMain(
                paths, "owner", System.getProperty("java.class.path"), LeashOwner.class.getName())
            .withJvmOptions(
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-D" + StackPaths.HOME_PROPERTY + "=" + paths.home())
            .withArguments(dir.resolve("s3").toString()),
        log);
  }

  private static ProcessHandle child(ChildProcess owner, Path log) throws Exception {
    owner.awaitReady(Duration.ofSeconds(60), () -> childPid(log).isPresent(), message -> {});
    return ProcessHandle.of(childPid(log).orElseThrow()).orElseThrow();
  }

  private static Optional<Long> childPid(Path log) throws Exception {
    return Files.readAllLines(log).stream()
        .filter(line -> line.startsWith("child "))
        .map(line -> Long.valueOf(line.substring("child ".length())))
        .findFirst();
  }
}

package io.pointsman.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverLogTest {
  @TempDir Path directory;

  @Test
  void theRootCauseOfTheLastStackTraceIsTheError() throws IOException {
    DriverLog log =
        log(
            """
            12:00 WARN first: Exception of no matter
            12:01 ERROR MoveJob: Writing job aborted
            org.apache.spark.SparkException: Writing job aborted
            \tat org.apache.spark.A.b(C.scala:1)
            Caused by: java.io.IOException: No space left on device
            \tat java.io.D.e(F.java:2)
            \t... 12 more
            """);
    assertThat(log.lastError()).isEqualTo("java.io.IOException: No space left on device");
    assertThat(log.outOfMemory()).isFalse();
  }

  @Test
  void whatAJvmRefusesIsNamed() throws IOException {
    DriverLog log =
        log(
            """
            Invalid maximum heap size: -Xmxnonsense
            Error: Could not create the Java Virtual Machine.
            Error: A fatal exception has occurred. Program will exit.
            """);
    assertThat(log.lastError()).isEqualTo("Invalid maximum heap size: -Xmxnonsense");
  }

  @Test
  void runningOutOfMemoryIsSeen() throws IOException {
    assertThat(log("Terminating due to java.lang.OutOfMemoryError: Java heap space").outOfMemory())
        .isTrue();
  }

  @Test
  void aCrashOfTheJvmIsNamedWithItsFrame() throws IOException {
    DriverLog log =
        log(
            """
            12:00 ERROR Write: aborted
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGSEGV (0xb) at pc=0x00007fc8b20f6ed6, pid=25102, tid=25301
            #
            # JRE version: OpenJDK Runtime Environment (17.0.15+6) (build 17.0.15+6)
            # Problematic frame:
            # J 8001 c1 sun.misc.Unsafe.getLong(J)J jdk.unsupported@17.0.15 (8 bytes)
            #
            """);
    assertThat(log.crash())
        .isEqualTo(
            "SIGSEGV (0xb) at pc=0x00007fc8b20f6ed6, pid=25102, tid=25301 in J 8001 c1"
                + " sun.misc.Unsafe.getLong(J)J jdk.unsupported@17.0.15 (8 bytes)");
    assertThat(log.outOfMemory()).isFalse();
    assertThat(log.causes()).startsWith("; its JVM crashed: SIGSEGV").contains("; last error: ");
    assertThat(log("12:00 ERROR Write: aborted").crash()).isEmpty();
  }

  @Test
  void onlyTheEndOfALongLogIsRead() throws IOException {
    DriverLog log = log("java.io.IOException: old\n" + "x".repeat(300 << 10) + "\n");
    assertThat(log.lastError()).isEmpty();
  }

  @Test
  void aLogThatIsNotThereSaysNothing() {
    assertThat(DriverLog.read(directory.resolve("none")).lastError()).isEmpty();
  }

  private DriverLog log(String text) throws IOException {
    Path file = directory.resolve("driver.log");
    Files.writeString(file, text);
    return DriverLog.read(file);
  }
}

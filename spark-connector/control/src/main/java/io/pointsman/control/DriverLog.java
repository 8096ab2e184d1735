package io.pointsman.control;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the end of a driver's output says about its death. */
final class DriverLog {
  private static final int TAIL_BYTES = 256 << 10;
  private static final int SHOWN = 500;
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "OutOfMemoryError|There is insufficient memory for the Java Runtime"
              + "|Could not reserve enough space|Cannot allocate memory");
  private static final Pattern FAILURE =
      Pattern.compile(
          "Exception|Error|ERROR|FATAL|error:|^Killed|Failed|Unable to|No such file|^Invalid ");

  /** What a JVM adds to the line that says what is wrong. */
  private static final Pattern SAYS_NOTHING =
      Pattern.compile("Could not create the Java Virtual Machine|A fatal exception has occurred");

  /** What a JVM says when it is ended by its own fault, or by native code in it. */
  private static final Pattern CRASH = Pattern.compile("^#\\s+((?:SIG[A-Z]+|Internal Error) .*)");

  private static final String CRASHED_IN = "# Problematic frame:";
  private static final Pattern STACK_FRAME = Pattern.compile("^\\s+at |^\\s+\\.\\.\\. \\d+ more");
  private static final Pattern ROOT_CAUSE = Pattern.compile("^Caused by: ");

  private final List<String> lines;

  private DriverLog(List<String> lines) {
    this.lines = lines;
  }

  /** Reads the file's end; a file that cannot be read is like an empty one. */
  static DriverLog read(Path file) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      int length = (int) Math.min(TAIL_BYTES, log.length());
      byte[] tail = new byte[length];
      log.seek(log.length() - length);
      log.readFully(tail);
      return new DriverLog(new String(tail, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      return new DriverLog(List.of());
    }
  }

  boolean outOfMemory() {
    return lines.stream().anyMatch(line -> OUT_OF_MEMORY.matcher(line).find());
  }

  /** All that it says of the death, to stand behind a sentence; empty when it says nothing. */
  String causes() {
    return (outOfMemory() ? "; it ran out of memory" : "")
        + (crash().isEmpty() ? "" : "; its JVM crashed: " + crash())
        + (lastError().isEmpty() ? "" : "; last error: " + lastError());
  }

  /** How the JVM crashed and in which frame, or an empty string when it did not. */
  String crash() {
    String crash = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher signal = CRASH.matcher(lines.get(i));
      if (signal.find()) {
        crash = signal.group(1);
      } else if (lines.get(i).startsWith(CRASHED_IN) && i + 1 < lines.size()) {
        crash += " in " + lines.get(i + 1).replaceFirst("^#\\s*", "");
      }
    }
    return crash;
  }

  /** The last line that names an error, its root cause where there is one; or an empty string. */
  String lastError() {
    String last = "";
    for (String line : lines) {
      if (STACK_FRAME.matcher(line).find() || SAYS_NOTHING.matcher(line).find()) {
        continue;
      }
      if (FAILURE.matcher(line).find()) {
        last = ROOT_CAUSE.matcher(line).replaceFirst("").strip();
      }
    }
    return last.length() > SHOWN ? last.substring(0, SHOWN) + "…" : last;
  }
}

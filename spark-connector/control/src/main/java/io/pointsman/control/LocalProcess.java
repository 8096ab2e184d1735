package io.pointsman.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Processes of this host, told apart from later ones that got the same id. */
final class LocalProcess {
  /** Start instants are derived from clock ticks and the boot time, which drift apart a little. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private static final String HOST = find();

  private LocalProcess() {}

  /**
   * Where a process id means something, as handles and progress records carry it: the host's name,
   * and what tells its boot and its container from others of the same name.
   */
  static String host() {
    return HOST;
  }

  private static String find() {
    String name;
    try {
      name = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      name = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    }
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String processes = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return name + "/" + HexFormat.of().toHexDigits((boot + processes).hashCode());
    } catch (IOException e) {
      // Not Linux: the name has to do.
      return name;
    }
  }

  /**
   * Whether the process lives and is the one meant.
   *
   * @param startedAt when that process started, or null when only its id is known
   */
  static boolean alive(long pid, Instant startedAt) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty() || !process.get().isAlive() || zombie(pid)) {
      return false;
    }
    Optional<Instant> start = process.get().info().startInstant();
    return startedAt == null
        || start.isEmpty()
        || Duration.between(startedAt, start.get()).abs().compareTo(START_TOLERANCE) <= 0;
  }

  /** A dead process that nobody has reaped yet, as in a container without an init process. */
  private static boolean zombie(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      String text = Files.readString(stat);
      int name = text.lastIndexOf(')');
      return name >= 0 && text.startsWith(") Z", name);
    } catch (IOException e) {
      return false;
    }
  }
}

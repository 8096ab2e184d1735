package io.pointsman.leash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Ends this process within a second of its owner's end. A shutdown hook of the owner cannot promise
 * that: nothing runs in a process that is ended by {@code kill -9}.
 *
 * <p>Started as {@code -javaagent:leash.jar=<owner pid>,<owner start in ms since the epoch>}; the
 * start tells the owner from a later process that was given the same pid.
 */
public final class Leash {
  private static final long POLL_MILLIS = 500;

  /** Linux derives start times from a boot time in whole seconds that moves when a clock is set. */
  private static final long START_TOLERANCE_MILLIS = 3_000;

  /** What a shell reports for a process that was ended by SIGTERM. */
  private static final int EXIT_STATUS = 143;

  private final long ownerPid;
  private final long ownerStartMillis;

  private Leash(long ownerPid, long ownerStartMillis) {
    this.ownerPid = ownerPid;
    this.ownerStartMillis = ownerStartMillis;
  }

  /**
   * Called by the JVM before the program's main.
   *
   * @param argument {@code <owner pid>,<owner start in ms since the epoch>}
   */
  public static void premain(String argument) {
    Leash leash = parse(argument);
    Thread thread = new Thread(leash::watch, "leash");
    thread.setDaemon(true);
    thread.start();
  }

  private static Leash parse(String argument) {
    String[] parts = argument == null ? new String[0] : argument.split(",", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "The leash needs <owner pid>,<owner start in ms>, not: " + argument);
    }
    return new Leash(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  private void watch() {
    while (ownerLives()) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        // Nothing of the program's may take the leash off.
      }
    }
    Runtime.getRuntime().halt(EXIT_STATUS);
  }

  private boolean ownerLives() {
    return ProcessHandle.of(ownerPid)
        .filter(ProcessHandle::isAlive)
        .filter(owner -> !isZombie())
        .map(owner -> owner.info().startInstant().map(this::isOwnerStart).orElse(true))
        .orElse(false);
  }

  private boolean isOwnerStart(Instant start) {
    return Math.abs(start.toEpochMilli() - ownerStartMillis) <= START_TOLERANCE_MILLIS;
  }

  /** An ended process that nobody has waited for still counts as alive to the JDK. */
  private boolean isZombie() {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(ownerPid), "stat"), StandardCharsets.ISO_8859_1);
      int state = stat.lastIndexOf(')') + 2;
      return state < stat.length() && (stat.charAt(state) == 'Z' || stat.charAt(state) == 'X');
    } catch (IOException e) {
      return false; // No /proc on this system.
    }
  }
}

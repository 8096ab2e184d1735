package io.pointsman.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A program that runs as a child of this process, with its output in a file. It ends with this
 * process: by {@link #close()}, by a shutdown hook, and by its leash when no hook could run.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
  private static final int LOG_LINES_SHOWN = 30;

  private static final Deque<ChildProcess> ALIVE = new ConcurrentLinkedDeque<>();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(ChildProcess::endAll, "end-of-child-processes"));
  }

  private final String name;
  private final Path log;
  private final Process process;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /** Says whether a child can be used; an exception counts as not yet. */
  @FunctionalInterface
  public interface ReadyProbe {
    boolean ready() throws Exception;
  }

  /**
   * Starts the program.
   *
   * @param program what to start
   * @param log where its output goes; appended to when it exists
   */
  public static ChildProcess start(JavaProgram program, Path log) throws IOException {
    return start(program.name(), program.command(), program.environment(), log);
  }

  /**
   * Starts any program. A program without a leash of its own outlives a {@code kill -9} of this
   * process.
   *
   * @param name a short name for messages
   * @param command the program and its arguments
   * @param environment added to this process's own
   * @param log where its output goes; appended to when it exists
   */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    Path parent = log.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    process.getOutputStream().close();
    ChildProcess child = new ChildProcess(name, log, process);
    ALIVE.addFirst(child);
    return child;
  }

  /**
   * Waits until the probe says yes.
   *
   * @param limit how long at most
   * @param probe asked ten times a second
   * @param progress told every five seconds how long it has taken
   * @throws IllegalStateException when the child ended or the time was up, with the end of its log;
   *     the child is ended then
   */
  public void awaitReady(Duration limit, ReadyProbe probe, Consumer<String> progress)
      throws InterruptedException {
    long start = System.nanoTime();
    Duration nextProgress = PROGRESS_EVERY;
    Exception last = null;
    while (true) {
      try {
        if (probe.ready()) {
          return;
        }
      } catch (InterruptedException e) {
        close();
        throw e;
      } catch (Exception e) {
        last = e;
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (!process.isAlive()) {
        throw failed("ended with status " + process.exitValue() + " before it was ready", last);
      }
      if (elapsed.compareTo(limit) > 0) {
        close();
        throw failed("was not ready within " + limit.toSeconds() + " s", last);
      }
      if (elapsed.compareTo(nextProgress) > 0) {
        progress.accept(name + ": starting, " + elapsed.toSeconds() + " s");
        nextProgress = elapsed.plus(PROGRESS_EVERY);
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private IllegalStateException failed(String what, Exception cause) {
    return new IllegalStateException(
        name + " " + what + ". The end of its log " + log + ":\n" + logTail(), cause);
  }

  private String logTail() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()).stream()
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "(cannot be read: " + e.getMessage() + ")";
    }
  }

  public String name() {
    return name;
  }

  /** The file that its output goes to. */
  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for its own end.
   *
   * @param limit how long at most; it is ended then
   * @return its exit status
   * @throws IllegalStateException when the time was up, with the end of its log
   */
  public int awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      close();
      throw failed("did not end within " + limit.toSeconds() + " s", null);
    }
    ALIVE.remove(this);
    return process.exitValue();
  }

  /**
   * Waits for its own end.
   *
   * @return its exit status
   * @throws IllegalStateException when the time was up; the child is ended then
   */
  public int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      close();
      throw failed("has not ended within " + limit.toSeconds() + " s", null);
    }
    ALIVE.remove(this);
    return process.exitValue();
  }

  /** Ends it without warning, as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
    ALIVE.remove(this);
  }

  /** Stops it where it stands (SIGSTOP) until {@link #resume()}. */
  public void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on after {@link #suspend()}. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start();
    int status = kill.waitFor();
    if (status != 0) {
      throw new IOException("kill -" + signal + " of " + name + " ended with status " + status);
    }
  }

  /** Asks it to end, and ends it when it does not within 15 seconds; no effect on an ended one. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    awaitEnd();
    ALIVE.remove(this);
  }

  private void awaitEnd() {
    boolean interrupted = Thread.interrupted();
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endAll() {
    Deque<ChildProcess> children = new ArrayDeque<>(ALIVE);
    children.forEach(child -> child.process.destroy());
    children.forEach(ChildProcess::close);
  }
}

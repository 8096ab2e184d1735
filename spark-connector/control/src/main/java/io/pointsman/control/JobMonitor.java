package io.pointsman.control;

import io.pointsman.decider.job.JobProgress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a running job says of itself; safe for use by many threads. */
public final class JobMonitor {

  /**
   * Figures of the moment.
   *
   * @param tasksDone Spark tasks done in the current phase
   * @param tasksTotal Spark tasks known in the current phase
   * @param rows rows written so far
   * @param bytesRead bytes fetched from the backup so far
   * @param cpuSeconds CPU time of the tasks that have ended
   */
  public record Figures(
      long tasksDone, long tasksTotal, long rows, long bytesRead, double cpuSeconds) {
    static final Figures NONE = new Figures(0, 0, 0, 0, 0);
  }

  /** What the job did from that moment until the next phase, or its end. */
  record Phase(String name, Instant begun) {}

  private final Clock clock;
  private final long pid = ProcessHandle.current().pid();
  private final String host = LocalProcess.host();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Double> named = new TreeMap<>();
  private final List<Phase> phases = new ArrayList<>();
  private volatile String phase = "starting";
  private volatile String applicationId;
  private volatile Supplier<Figures> figures = () -> Figures.NONE;
  private volatile Runnable stop = () -> {};

  public JobMonitor() {
    this(Clock.systemUTC());
  }

  JobMonitor(Clock clock) {
    this.clock = clock;
  }

  /** What the job does now, one word or short sentence for people. */
  public void phase(String now) {
    synchronized (phases) {
      phases.add(new Phase(now, clock.instant()));
    }
    phase = now;
  }

  /** Spark's application id, once it is known. */
  public void applicationId(String id) {
    applicationId = id;
  }

  /** Where the figures of the moment come from; asked every few seconds by another thread. */
  public void figures(Supplier<Figures> source) {
    figures = source;
  }

  /** What to do, beside ending the process, when the job is cancelled or its deadline is over. */
  public void onStop(Runnable action) {
    stop = action;
  }

  /** Something that a user should know of this run. */
  public void note(String note) {
    synchronized (notes) {
      notes.add(note);
    }
  }

  /** A figure for the result, such as {@code requests} or {@code splits}. */
  public void figure(String name, double value) {
    synchronized (named) {
      named.put(name, value);
    }
  }

  Runnable stopAction() {
    return stop;
  }

  /** What it did so far, in its order. */
  List<Phase> phases() {
    synchronized (phases) {
      return List.copyOf(phases);
    }
  }

  List<String> notes() {
    synchronized (notes) {
      return List.copyOf(notes);
    }
  }

  Map<String, Double> namedFigures() {
    synchronized (named) {
      return Map.copyOf(named);
    }
  }

  JobProgress progress(Instant at) {
    Figures now = figures.get();
    return new JobProgress(
        at,
        phase,
        now.tasksDone(),
        now.tasksTotal(),
        now.rows(),
        now.bytesRead(),
        now.cpuSeconds(),
        applicationId,
        host,
        pid);
  }
}

package io.pointsman.registry.page;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.conductor.TaskStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An execution's way through the workflow, drawn as a railway line: two tracks, the points before
 * them, and where it changed over.
 *
 * @param stops in order
 * @param source who says so, for people
 */
public record Way(List<Stop> stops, String source) {
  /** The tasks on Spark's track, in the workflow's order. */
  private static final List<String> SPARK_TASKS =
      List.of("claim_spark", "submit_spark", "await_spark", "audit_spark", "publish_spark");

  private static final String REPORT = "report_outcome";

  /** The track that a stop is on. */
  enum Track {
    BOTH(52),
    SPARK(26),
    LEGACY(78);

    private final int x;

    Track(int x) {
      this.x = x;
    }
  }

  /**
   * One stop.
   *
   * @param track {@code both}, {@code spark} or {@code legacy}
   * @param x of its sign
   * @param state {@code done}, {@code failed}, {@code running} or {@code ahead}
   * @param name what happens there
   * @param detail more of it, or empty
   * @param when when it began, or empty
   * @param took how long it took, or empty
   * @param percent how far its job is, or -1
   * @param lines the tracks there are, as an SVG path
   * @param taken the part of them that was gone, as an SVG path
   */
  public record Stop(
      String track,
      int x,
      String state,
      String name,
      String detail,
      String when,
      String took,
      int percent,
      String lines,
      String taken) {}

  private record Draft(
      Track track,
      String state,
      String name,
      String detail,
      Instant when,
      Duration took,
      int percent) {}

  /** As far as the registry recorded it. */
  static Way recorded(RunExecution run) {
    List<Draft> drafts = new ArrayList<>();
    Decision decision = run.decision();
    Outcome outcome = run.outcome();
    Route route = decision != null ? decision.route() : outcome == null ? null : outcome.decided();
    if (decision != null && decision.runStart() != null) {
      drafts.add(draft(Track.BOTH, "done", "started", "", decision.runStart(), null));
    }
    if (route != null) {
      drafts.add(
          draft(
              Track.BOTH,
              route == Route.REFUSED ? "failed" : "done",
              "decided " + route,
              decision == null
                  ? "without the decider"
                  : decision.reason()
                      + (decision.rule() == null ? "" : ", rule " + decision.rule()),
              decision == null ? null : decision.decidedAt(),
              null));
    }
    if (route == Route.SPARK) {
      drafts.add(spark(outcome));
    }
    if (outcome != null
        && (outcome.servedBy() == Connector.LEGACY
            || (outcome.servedBy() == null && route == Route.LEGACY))) {
      drafts.add(legacy(outcome));
    } else if (outcome == null && route == Route.LEGACY) {
      drafts.add(draft(Track.LEGACY, "running", "legacy serves", "", null, null));
    }
    if (outcome != null) {
      drafts.add(reported(outcome));
    } else if (route != Route.REFUSED) {
      drafts.add(draft(Track.BOTH, "ahead", "no outcome yet", "", null, null));
    }
    return new Way(drawn(drafts), "as the registry recorded it");
  }

  private static Draft spark(Outcome outcome) {
    if (outcome == null) {
      return draft(Track.SPARK, "running", "Spark serves", "", null, null);
    }
    boolean served = outcome.servedBy() == Connector.SPARK;
    Double seconds =
        served
            ? (Double) outcome.seconds()
            : outcome.legacySeconds() == null
                ? null
                : (Double) Math.max(0, outcome.seconds() - outcome.legacySeconds());
    return draft(
        Track.SPARK,
        served ? "done" : "failed",
        served ? "served by SPARK" : "Spark did not serve",
        served ? rows(outcome) : text(outcome.failure()),
        null,
        seconds(seconds));
  }

  private static Draft legacy(Outcome outcome) {
    boolean served = outcome.servedBy() != null;
    return draft(
        Track.LEGACY,
        served ? "done" : "failed",
        served ? "served by LEGACY" : "legacy did not serve",
        served ? rows(outcome) : text(outcome.failure()),
        null,
        seconds(outcome.legacySeconds()));
  }

  private static Draft reported(Outcome outcome) {
    boolean served = outcome.servedBy() != null;
    return draft(
        Track.BOTH,
        served ? "done" : "failed",
        served ? "published and reported" : "ended, not served",
        served && outcome.snapshotId() != null
            ? "Iceberg snapshot " + outcome.snapshotId()
            : served ? "" : text(outcome.failure()),
        outcome.endedAt(),
        null);
  }

  /**
   * As Conductor shows it: each task of the workflow.
   *
   * @param steps those that have begun
   * @param ended whether the execution has
   */
  static Way ofTasks(List<TaskStep> steps, boolean ended) {
    List<Draft> drafts = new ArrayList<>();
    for (TaskStep step : steps) {
      drafts.add(
          new Draft(
              track(step.reference()),
              state(step.status()),
              step.reference().replace('_', ' ')
                  + (step.tries() > 1 ? ", " + step.tries() + " times" : ""),
              step.summary(),
              step.begun(),
              step.begun() == null || step.ended() == null
                  ? null
                  : Duration.between(step.begun(), step.ended()),
              percent(step.progress())));
    }
    if (!ended && !drafts.isEmpty()) {
      ahead(steps, drafts);
    }
    return new Way(drawn(drafts), "as Conductor shows it");
  }

  private static void ahead(List<TaskStep> steps, List<Draft> drafts) {
    int reached = SPARK_TASKS.indexOf(steps.get(steps.size() - 1).reference());
    if (reached >= 0 && !drafts.get(drafts.size() - 1).state().equals("failed")) {
      for (String task : SPARK_TASKS.subList(reached + 1, SPARK_TASKS.size())) {
        drafts.add(draft(Track.SPARK, "ahead", task.replace('_', ' '), "", null, null));
      }
    }
    if (steps.stream().noneMatch(step -> step.reference().equals(REPORT))) {
      drafts.add(draft(Track.BOTH, "ahead", REPORT.replace('_', ' '), "", null, null));
    }
  }

  private static Track track(String reference) {
    return SPARK_TASKS.contains(reference)
        ? Track.SPARK
        : reference.endsWith("_legacy") || reference.equals("stop_spark")
            ? Track.LEGACY
            : Track.BOTH;
  }

  private static String state(String status) {
    return switch (status) {
      case "COMPLETED" -> "done";
      case "IN_PROGRESS", "SCHEDULED" -> "running";
      case "SKIPPED" -> "ahead";
      default -> "failed";
    };
  }

  private static int percent(JobProgress progress) {
    return progress == null || progress.tasksTotal() == 0
        ? -1
        : (int) (100 * progress.tasksDone() / progress.tasksTotal());
  }

  private static List<Stop> drawn(List<Draft> drafts) {
    List<Stop> stops = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      Draft next = i + 1 < drafts.size() ? drafts.get(i + 1) : null;
      boolean goneOn = next != null && !next.state().equals("ahead");
      stops.add(
          new Stop(
              draft.track().name().toLowerCase(Locale.ROOT),
              draft.track().x,
              draft.state(),
              draft.name(),
              draft.detail(),
              draft.when() == null ? "" : Moment.of(draft.when()).shown() + " UTC",
              Figures.took(draft.took()),
              draft.percent(),
              lines(draft.track(), next == null ? null : next.track(), i == 0),
              (i == 0 || draft.state().equals("ahead") ? "" : straight(draft.track().x, 0, 50))
                  + (goneOn ? curve(draft.track().x, next.track().x) : "")));
    }
    return stops;
  }

  private static String lines(Track here, Track next, boolean first) {
    boolean both = here == Track.BOTH;
    String above = first ? "" : both ? straight(Track.BOTH.x, 0, 50) : straights(0, 50);
    if (next == null) {
      return above;
    }
    boolean nextBoth = next == Track.BOTH;
    String below =
        both
            ? nextBoth
                ? straight(Track.BOTH.x, 50, 100)
                : curve(Track.BOTH.x, Track.SPARK.x) + curve(Track.BOTH.x, Track.LEGACY.x)
            : nextBoth
                ? curve(Track.SPARK.x, Track.BOTH.x) + curve(Track.LEGACY.x, Track.BOTH.x)
                : straights(50, 100);
    return above + below;
  }

  private static String straights(int from, int to) {
    return straight(Track.SPARK.x, from, to) + straight(Track.LEGACY.x, from, to);
  }

  private static String straight(int x, int from, int to) {
    return "M" + x + " " + from + "V" + to;
  }

  private static String curve(int from, int to) {
    return "M" + from + " 50C" + from + " 78 " + to + " 72 " + to + " 100";
  }

  private static Draft draft(
      Track track, String state, String name, String detail, Instant when, Duration took) {
    return new Draft(track, state, name, detail, when, took, -1);
  }

  private static String rows(Outcome outcome) {
    return outcome.rows() == null ? "" : Figures.count(outcome.rows()) + " rows";
  }

  private static Duration seconds(Double seconds) {
    return seconds == null ? null : Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }
}

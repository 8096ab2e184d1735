package io.pointsman.registry.page;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Route;
import io.pointsman.registry.api.RunSummary;
import java.time.Duration;

/**
 * One execution as the page shows it; every text is ready to be shown.
 *
 * @param runId the run's id
 * @param execution empty for the first, else {@code #2} and so on
 * @param movementId its movement
 * @param decided {@code SPARK}, {@code LEGACY}, {@code REFUSED}, or empty when unknown
 * @param served {@code SPARK}, {@code LEGACY}, or empty
 * @param state {@code running}, {@code as decided}, {@code fell back}, {@code not served} or {@code
 *     refused}
 * @param stateClass the same as a class of the style sheet
 * @param reason the failure's name, or empty when it went as decided
 * @param why why, in a sentence
 * @param rows rows published, or empty
 * @param bytes fetched, or empty
 * @param took wall time, or empty
 * @param when when it was recorded
 */
public record RunRow(
    String runId,
    String execution,
    String movementId,
    String decided,
    String served,
    String state,
    String stateClass,
    String reason,
    String why,
    String rows,
    String bytes,
    String took,
    Moment when) {

  public static RunRow of(RunSummary run) {
    String state = state(run);
    boolean failed = run.failure() != null;
    return new RunRow(
        run.runId(),
        run.execution() == 1 ? "" : "#" + run.execution(),
        run.movementId(),
        run.decided() == null ? "" : run.decided().name(),
        run.servedBy() == null ? "" : run.servedBy().name(),
        state,
        state.replace(' ', '-'),
        failed ? run.failure().name() : "",
        failed ? text(run.failureMessage()) : sentence(run),
        Figures.count(run.rows()),
        Figures.bytes(run.bytesRead()),
        run.seconds() == null
            ? ""
            : Figures.took(Duration.ofMillis(Math.round(run.seconds() * 1000))),
        Moment.of(run.recordedAt()));
  }

  private static String state(RunSummary run) {
    if (run.decided() == Route.REFUSED) {
      return "refused";
    }
    if (!run.ended()) {
      return "running";
    }
    if (run.servedBy() == null) {
      return "not served";
    }
    return run.decided() == Route.SPARK && run.servedBy() == Connector.LEGACY
        ? "fell back"
        : "as decided";
  }

  /** The decision's sentence without the route, which stands in a column of its own. */
  private static String sentence(RunSummary run) {
    String message = text(run.message());
    String route = run.decided() == null ? "" : run.decided() + ": ";
    return message.startsWith(route) ? message.substring(route.length()) : message;
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}

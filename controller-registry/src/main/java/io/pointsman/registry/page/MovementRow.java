package io.pointsman.registry.page;

import io.pointsman.decider.Connector;
import io.pointsman.registry.store.EngineFigures;
import io.pointsman.registry.store.MovementFigures;
import java.time.Duration;

/**
 * One movement as the page lists it; every text is ready to be shown.
 *
 * @param id its id
 * @param cohort or empty
 * @param owner or empty
 * @param registered whether the registry has a definition of it
 * @param rule the rule that decided its newest run, or empty
 * @param served {@code SPARK}, {@code LEGACY}, or empty when nobody has
 * @param failure why its newest run was not served, or empty
 * @param run its newest run, or empty
 * @param when when that was reported, or null
 * @param spark what Spark did for it
 * @param legacy what legacy did for it
 * @param fallbacks how often it fell back
 * @param proof the newest comparison's result, or empty
 */
public record MovementRow(
    String id,
    String cohort,
    String owner,
    boolean registered,
    String rule,
    String served,
    String failure,
    String run,
    Moment when,
    Engine spark,
    Engine legacy,
    long fallbacks,
    String proof) {

  /**
   * What one engine did; texts are empty when it never served.
   *
   * @param name {@code SPARK} or {@code LEGACY}
   * @param runs how often it served
   * @param usual its average wall time
   * @param bytes what a run of it fetches on average
   * @param last when it served last, or null
   */
  public record Engine(String name, String runs, String usual, String bytes, Moment last) {
    static Engine of(Connector connector, EngineFigures figures) {
      Duration usual = figures.usual();
      return new Engine(
          connector.name(),
          Figures.count(figures.runs()),
          Figures.took(usual),
          figures.runs() == 0 ? "" : Figures.bytes(Math.round(figures.bytes() / figures.runs())),
          figures.at() == null ? null : Moment.of(figures.at()));
    }
  }

  public static MovementRow of(MovementFigures figures) {
    return new MovementRow(
        figures.movementId(),
        text(figures.cohort()),
        text(figures.owner()),
        figures.registered(),
        text(figures.rule()),
        text(figures.servedBy()),
        text(figures.failure()),
        text(figures.runId()),
        figures.reportedAt() == null ? null : Moment.of(figures.reportedAt()),
        Engine.of(Connector.SPARK, figures.spark()),
        Engine.of(Connector.LEGACY, figures.legacy()),
        figures.fallbacks(),
        text(figures.proof()));
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }
}

package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.pointsman.decider.Connector;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.Standing;
import io.pointsman.decider.TableWarning;
import io.pointsman.registry.api.GuardPage;
import io.pointsman.registry.api.GuardedMovement;
import io.pointsman.registry.api.RampText;
import io.pointsman.registry.api.RampView;
import io.pointsman.registry.history.FleetHistory.Overview;
import io.pointsman.registry.page.Attention;
import io.pointsman.registry.page.Attention.Urgency;
import io.pointsman.registry.page.Figures;
import io.pointsman.registry.page.Moment;
import io.pointsman.registry.service.Guards;
import io.pointsman.registry.service.Ramps;
import io.pointsman.registry.store.DayFigure.Figure;
import io.pointsman.registry.store.MovementFigures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what needs a person. */
final class Attentions {
  /** How many of one kind are listed by name; of the rest it is said that there are more. */
  static final int LISTED = 5;

  private static final Duration LEGACY_UNUSED = Duration.ofDays(7);
  private static final Duration RUNS_LONG = Duration.ofDays(1);

  private final Guards guards;
  private final Ramps ramps;
  private final Clock clock;

  @Inject
  Attentions(Guards guards, Ramps ramps, Clock clock) {
    this.guards = guards;
    this.ramps = ramps;
    this.clock = clock;
  }

  /** What needs a person now, the most urgent first. Kill switch and breaker stand above it. */
  List<Attention> of(RoutingTable table, Overview overview) {
    List<Attention> found = new ArrayList<>();
    unserved(overview.unserved(), found);
    demoted(found);
    ramps(found);
    legacy(overview, found);
    open(overview, found);
    pins(table, found);
    found.sort(Comparator.comparing(Attention::urgency));
    return found;
  }

  private static void unserved(List<MovementFigures> movements, List<Attention> found) {
    for (MovementFigures movement : shown(movements)) {
      found.add(
          new Attention(
              Urgency.NOW,
              movement.movementId() + " was not served",
              movement.failure()
                  + ", "
                  + Moment.of(movement.failedAt()).shown()
                  + " UTC; its newest run ended without rows",
              Pages.link("/movement", "id", movement.movementId())));
    }
    more(
        movements,
        found,
        new Attention(
            Urgency.NOW,
            "More movements whose newest run was not served",
            "the runs that did not go as decided list them",
            "/runs?went=otherwise"));
  }

  private void demoted(List<Attention> found) {
    GuardPage page = guards.page(LISTED, "", true);
    for (GuardedMovement movement : page.movements()) {
      found.add(
          new Attention(
              Urgency.TODAY,
              movement.movementId() + " is kept on legacy by its guard",
              movement.state().demotion().evidence()
                  + "; "
                  + (movement.state().demotion().cooldownRuns() == 0
                      ? "until a person releases it"
                      : movement.state().demotion().cooledRuns()
                          + " of "
                          + movement.state().demotion().cooldownRuns()
                          + " cooldown runs are over"),
              Pages.link("/movement", "id", movement.movementId())));
    }
    if (page.next() != null) {
      found.add(
          new Attention(
              Urgency.TODAY,
              "More movements are kept on legacy by their guards",
              "all of them are listed",
              "/movements?kept=guard"));
    }
  }

  private void ramps(List<Attention> found) {
    for (RampView ramp : ramps.list()) {
      String link = "/rules/" + ramp.rule();
      if (ramp.state().pause() != null) {
        found.add(
            new Attention(
                Urgency.TODAY,
                "The ramp of " + ramp.rule() + " is paused",
                ramp.state().pause().why() + " (by " + ramp.state().pause().by() + ")",
                link));
      } else if (ramp.missing().equals(List.of("nobody approved it"))) {
        found.add(
            new Attention(
                Urgency.TODAY,
                "The ramp of " + ramp.rule() + " waits for an approval",
                RampText.step(ramp) + ": " + RampText.steps(ramp),
                link));
      }
    }
  }

  /** A way back that nobody goes is overgrown when it is needed. */
  private void legacy(Overview overview, List<Attention> found) {
    boolean sparkServes =
        overview.days().keySet().stream()
            .anyMatch(
                figure ->
                    figure.figure() == Figure.RUNS
                        && figure.label().equals(Connector.SPARK.name()));
    Optional<Instant> last = overview.legacyServed();
    if (sparkServes
        && last.map(at -> at.plus(LEGACY_UNUSED).isBefore(clock.instant())).orElse(true)) {
      found.add(
          new Attention(
              Urgency.SOON,
              "The legacy path was not exercised lately",
              last.map(at -> "it served last on " + Moment.of(at).shown() + " UTC")
                      .orElse("it never served anything")
                  + "; pin a small movement to legacy for a run, so that you know it works",
              "/movements"));
    }
  }

  private void open(Overview overview, List<Attention> found) {
    Instant oldest = overview.open().oldest();
    if (oldest != null && oldest.plus(RUNS_LONG).isBefore(clock.instant())) {
      found.add(
          new Attention(
              Urgency.TODAY,
              Figures.count(overview.open().count()) + " runs have no outcome",
              "the oldest of them since "
                  + Moment.of(oldest).shown()
                  + " UTC; look at it in Conductor: it hangs, or its worker could not report",
              "/runs?went=open"));
    }
  }

  private void pins(RoutingTable table, List<Attention> found) {
    List<TableWarning> warnings =
        TableWarning.of(
            new RoutingTable(
                table.salt(), List.of(), table.pins(), table.killSwitch(), table.defaultRoute()),
            Standing.BEGINNING,
            List.of(),
            clock.instant());
    for (TableWarning warning : shown(warnings)) {
      found.add(
          new Attention(Urgency.SOON, "A pin needs a look", warning.warning(), "/rules#pins"));
    }
    more(
        warnings,
        found,
        new Attention(
            Urgency.SOON,
            "More pins are over, or soon will be",
            "all pins are listed",
            "/rules#pins"));
  }

  private static <T> List<T> shown(List<T> all) {
    return all.size() <= LISTED ? all : all.subList(0, LISTED);
  }

  private static void more(List<?> all, List<Attention> found, Attention more) {
    if (all.size() > LISTED) {
      found.add(more);
    }
  }
}

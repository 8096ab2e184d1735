package io.pointsman.registry.store;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.store.DayFigure.Figure;
import io.pointsman.registry.store.HistoryStore.Trouble;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/** What a stretch of the journal adds to the history. */
public final class HistoryFindings {
  /** In one order everywhere, so that no two registries wait for each other. */
  private static final Comparator<DayFigure> ORDER =
      Comparator.comparing(DayFigure::day)
          .thenComparing(DayFigure::figure)
          .thenComparing(DayFigure::label);

  private final Map<DayFigure, Double> days = new TreeMap<>(ORDER);
  private final Map<String, List<UnaryOperator<MovementFigures>>> movements = new TreeMap<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private final Map<Long, String> kinds = new TreeMap<>();

  /** A movement's definition was changed, or removed when it is null. */
  public void defined(String movementId, MovementDefinition definition) {
    change(movementId, figures -> figures.defined(definition));
  }

  /**
   * An outcome was reported.
   *
   * @param report its id
   * @param first whether it is its execution's first
   * @param decision what was decided, or null
   */
  public void reported(long report, Instant at, Outcome outcome, boolean first, Decision decision) {
    change(outcome.movementId(), figures -> figures.reported(at, outcome, decision));
    LocalDate day = day(at);
    if (outcome.servedBy() != null) {
      String connector = outcome.servedBy().name();
      count(new DayFigure(day, Figure.RUNS, connector), 1);
      count(new DayFigure(day, Figure.BYTES, connector), (double) MovementFigures.bytes(outcome));
    }
    String failure = MovementFigures.failure(outcome).name();
    if (MovementFigures.fellBack(outcome)) {
      count(new DayFigure(day, Figure.FALLBACKS, failure), 1);
    } else if (outcome.servedBy() != null || !first) {
      return;
    } else {
      count(new DayFigure(day, Figure.FAILED, failure), 1);
    }
    troubles.add(new Trouble(report, outcome.runId(), outcome.execution(), failure));
  }

  /** The engines' rows were compared. */
  public void compared(Instant at, Proof proof) {
    change(proof.movementId(), figures -> figures.proved(at, proof.result()));
    count(new DayFigure(day(at), Figure.PROOFS, proof.result().name()), 1);
  }

  /** Something of a kind was changed. */
  public void changed(long auditId, String kind) {
    kinds.put(auditId, kind);
  }

  private void change(String movementId, UnaryOperator<MovementFigures> change) {
    movements.computeIfAbsent(movementId, unknown -> new ArrayList<>()).add(change);
  }

  private void count(DayFigure figure, double amount) {
    days.merge(figure, amount, Double::sum);
  }

  private static LocalDate day(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /** Adds it, in the transaction that puts the journal's reader forward. */
  public void write(Handle handle, HistoryStore store) {
    Map<String, MovementFigures> known = store.movements(handle, movements.keySet());
    List<MovementFigures> changed = new ArrayList<>();
    movements.forEach(
        (movementId, changes) -> {
          MovementFigures figures =
              known.getOrDefault(movementId, MovementFigures.unknown(movementId));
          for (UnaryOperator<MovementFigures> change : changes) {
            MovementFigures next = change.apply(figures);
            countOnceADay(figures, next);
            figures = next;
          }
          changed.add(figures);
        });
    store.put(handle, changed);
    store.add(handle, days);
    store.add(handle, troubles);
    store.addKinds(handle, kinds);
  }

  private void countOnceADay(MovementFigures before, MovementFigures after) {
    for (Connector connector : Connector.values()) {
      LocalDate day = after.of(connector).day();
      if (day.isAfter(before.of(connector).day())) {
        count(new DayFigure(day, Figure.MOVEMENTS, connector.name()), 1);
      }
    }
  }
}

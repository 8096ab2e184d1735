package io.pointsman.registry.history;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.registry.api.RunSummary;
import io.pointsman.registry.journal.Journal;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DayFigure;
import io.pointsman.registry.store.HistoryStore;
import io.pointsman.registry.store.HistoryStore.Grouping;
import io.pointsman.registry.store.HistoryStore.Share;
import io.pointsman.registry.store.HistoryStore.Trouble;
import io.pointsman.registry.store.MovementFigures;
import io.pointsman.registry.store.RunStore;
import io.pointsman.registry.store.RunStore.OpenRuns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fleet's past and where it stands; at most a second behind what was recorded. */
@Singleton
public final class FleetHistory {
  /** Movements that are not registered count while they ran within so long. */
  public static final Duration RECENT = Duration.ofDays(30);

  private static final Duration UNSERVED = Duration.ofDays(1);
  private static final Duration OPEN = Duration.ofDays(7);

  private final Database database;
  private final Journal journal;
  private final History reader;
  private final HistoryStore store;
  private final RunStore runs;
  private final Clock clock;

  @Inject
  FleetHistory(
      Database database,
      Journal journal,
      History reader,
      HistoryStore store,
      RunStore runs,
      Clock clock) {
    this.database = database;
    this.journal = journal;
    this.reader = reader;
    this.store = store;
    this.runs = runs;
    this.clock = clock;
  }

  /** Reads what was recorded since the last look; any number of registries may do so. */
  public void follow() {
    journal.follow(reader);
  }

  /**
   * Where the fleet stands.
   *
   * @param today by UTC
   * @param days figures of the last days
   * @param cohorts who serves each cohort's movements
   * @param rules who serves the movements that each rule decided last
   * @param unserved movements whose newest run failed within the last day, the latest first
   * @param legacyServed when legacy served anything last, or empty
   * @param open executions without an outcome
   */
  public record Overview(
      LocalDate today,
      Map<DayFigure, Double> days,
      List<Share> cohorts,
      List<Share> rules,
      List<MovementFigures> unserved,
      Optional<Instant> legacyServed,
      OpenRuns open) {}

  /**
   * Where the fleet stands now.
   *
   * @param days how many days are looked back
   * @param unserved how many of the unserved movements are listed
   */
  public Overview overview(int days, int unserved) {
    Instant now = clock.instant();
    LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
    return database.read(
        handle ->
            new Overview(
                today,
                store.days(handle, today.minusDays(days - 1L)),
                store.shares(handle, Grouping.COHORT, now.minus(RECENT)),
                store.shares(handle, Grouping.RULE, now.minus(RECENT)),
                store.unserved(handle, now.minus(UNSERVED), unserved),
                store.legacyServed(handle),
                runs.open(handle, now.minus(OPEN))));
  }

  /**
   * One movement's figures; empty when it was neither registered nor reported of.
   *
   * @param movementId its id
   */
  public Optional<MovementFigures> movement(String movementId) {
    return database.read(handle -> store.movement(handle, movementId));
  }

  /**
   * Movements by id.
   *
   * @param next what to give as {@code after} for the next page, or null at the end
   */
  public record Movements(List<MovementFigures> movements, String next) {}

  /** Those of these movements of which something is known, in the order of the ids. */
  public List<MovementFigures> movements(List<String> ids) {
    Map<String, MovementFigures> known = database.read(handle -> store.movements(handle, ids));
    return ids.stream().filter(known::containsKey).map(known::get).toList();
  }

  /** Movements whose id comes after {@code after}; null asks for any. */
  public Movements movements(
      int limit, String after, String contains, String cohort, Connector servedBy) {
    List<MovementFigures> found =
        database.read(
            handle -> store.movements(handle, limit + 1, after, contains, cohort, servedBy));
    return found.size() <= limit
        ? new Movements(found, null)
        : new Movements(found.subList(0, limit), found.get(limit - 1).movementId());
  }

  /** Executions of the last week without an outcome, newest first. */
  public List<RunSummary> open(int limit) {
    return database.read(
        handle ->
            runs.openRuns(handle, clock.instant().minus(OPEN), limit).stream()
                .map(RunSummary::of)
                .toList());
  }

  /**
   * Runs that did not go as decided, newest report first.
   *
   * @param next what to give as {@code before} for the next page, or null at the end
   */
  public record Troubles(List<RunSummary> runs, Long next) {}

  /** Runs whose report came before {@code before}; null asks for every failure. */
  public Troubles troubles(int limit, long before, FailureReason failure) {
    return database.read(
        handle -> {
          List<Trouble> found = store.troubles(handle, limit + 1, before, failure);
          List<Trouble> shown = found.size() <= limit ? found : found.subList(0, limit);
          List<RunSummary> rows = new ArrayList<>();
          for (Trouble trouble : shown) {
            runs.find(handle, trouble.runId(), trouble.execution())
                .ifPresent(run -> rows.add(RunSummary.of(run)));
          }
          return new Troubles(rows, found.size() <= limit ? null : shown.get(limit - 1).report());
        });
  }
}

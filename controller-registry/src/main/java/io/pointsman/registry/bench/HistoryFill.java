package io.pointsman.registry.bench;

import io.pointsman.decider.Route;
import io.pointsman.registry.store.Database;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Fills a new database with a fleet and its history, in statements that both databases take. */
final class HistoryFill {
  private static final int CHUNK = 25_000;
  private static final long DAYS = 30;
  private static final List<String> FIGURES_OF_A_DAY =
      List.of(
          "RUNS/SPARK",
          "RUNS/LEGACY",
          "MOVEMENTS/SPARK",
          "MOVEMENTS/LEGACY",
          "BYTES/SPARK",
          "BYTES/LEGACY",
          "FALLBACKS/SPARK_LOST",
          "PROOFS/CLEAN");

  /** All that read what was recorded. */
  private static final List<String> READERS = List.of("tallies", "history");

  private static final long MONTH_MILLIS = 30L * 24 * 3600 * 1000;

  /** Numbers from one to another; both databases know this. */
  private static final String NUMBERS =
      " with recursive n(i) as (select cast(:from as bigint) union all select i + 1 from n where i"
          + " < cast(:to as bigint)) ";

  private final Database database;
  private final long movements;

  HistoryFill(Database database, long movements) {
    this.database = database;
    this.movements = movements;
  }

  void movements(LongConsumer progress) {
    each(
        movements,
        "insert into definition (kind, name, document)"
            + NUMBERS
            + "select 'movement', "
            + movementId("i")
            + ", replace(:movement, '"
            + BenchFleet.MOVEMENT_NUMBER
            + "', cast(i as text)) from n",
        progress,
        update -> update.bind("movement", BenchFleet.movementDocument()));
    each(
        movements / 5,
        "insert into standing (kind, name, revision, held, document)"
            + NUMBERS
            + "select 'guard', "
            + movementId("i")
            + ", 1, 0, :guard from n",
        progress,
        update -> update.bind("guard", BenchFleet.guardDocument()));
    each(
        movements,
        "insert into audit (at, actor, why, address, subject, to_document)"
            + NUMBERS
            + "select :now, 'bench', 'filled', 'local', 'movement/' || "
            + movementId("i")
            + ", replace(:movement, '"
            + BenchFleet.MOVEMENT_NUMBER
            + "', cast(i as text)) from n",
        progress,
        update ->
            update
                .bind("now", Instant.now().toEpochMilli())
                .bind("movement", BenchFleet.movementDocument()));
  }

  void runs(long runs, LongConsumer progress) {
    String table = "cast(i % " + movements + " as text)";
    long begun = Instant.now().toEpochMilli() - MONTH_MILLIS;
    String at = begun + " + i * " + Math.max(1, MONTH_MILLIS / runs);
    String run = "'" + BenchFleet.runId("") + "' || cast(i as text)";
    each(
        runs,
        "insert into run_execution (run_id, execution, movement_id, destination, generation,"
            + " recorded_at, settings, decision, outcome)"
            + NUMBERS
            + "select "
            + run
            + ", 1, "
            + movementId(table)
            + ", '"
            + BenchFleet.CATALOG
            + ".ns.t' || "
            + table
            + ", 1, "
            + at
            + ", '{}', "
            + filled("case when i % 10 < 7 then :sparkDecision else :legacyDecision end", table)
            + ", "
            + filled("case when i % 10 < 7 then :sparkOutcome else :legacyOutcome end", table)
            + " from n",
        progress,
        update ->
            outcomes(update)
                .bind("sparkDecision", BenchFleet.decisionDocument(Route.SPARK))
                .bind("legacyDecision", BenchFleet.decisionDocument(Route.LEGACY)));
    each(
        runs,
        "insert into outcome_report (run_id, execution, reported_at, outcome)"
            + NUMBERS
            + "select "
            + run
            + ", 1, "
            + at
            + ", "
            + filled("case when i % 10 < 7 then :sparkOutcome else :legacyOutcome end", table)
            + " from n",
        progress,
        HistoryFill::outcomes);
    each(
        runs / 10,
        "insert into proof (proof_id, run_id, execution, movement_id, result, recorded_at,"
            + " document)"
            + NUMBERS
            + "select 'proof-' || cast(i as text), "
            + run
            + ", 1, "
            + movementId(table)
            + ", 'CLEAN', "
            + at
            + ", "
            + filled(":proof", table)
            + " from n",
        progress,
        update -> update.bind("proof", BenchFleet.proofDocument()));
  }

  /** As if it had been counted as it came: what is measured is not a first start. */
  void settle(LongConsumer progress) {
    long now = Instant.now().toEpochMilli();
    each(
        movements,
        "insert into movement_figure (movement_id, registered, cohort, owner, rule, served_by,"
            + " reported_at, run_id, fallbacks, spark_runs, spark_seconds, spark_bytes, spark_at,"
            + " legacy_runs, legacy_seconds, legacy_bytes, legacy_at)"
            + NUMBERS
            + "select "
            + movementId("i")
            + ", 1, 'tier-3', 'data', 'rule-0', case when i % 10 < 7 then 'SPARK' else 'LEGACY'"
            + " end, :now, '"
            + BenchFleet.runId("")
            + "' || cast(i as text), 1, 7, 2900, 500000000, :now, 3, 1200, 200000000, :now from n",
        progress,
        update -> update.bind("now", now));
    for (String figure : FIGURES_OF_A_DAY) {
      String[] named = figure.split("/");
      each(
          DAYS,
          "insert into day_figure (day, figure, label, value)"
              + NUMBERS
              + "select :today - i, '"
              + named[0]
              + "', '"
              + named[1]
              + "', 1000 + i from n",
          done -> {},
          update -> update.bind("today", LocalDate.now(ZoneOffset.UTC).toEpochDay()));
    }
    database.write(
        handle ->
            handle.execute(
                "insert into trouble (report, run_id, execution, failure) select id, run_id,"
                    + " execution, 'SPARK_LOST' from outcome_report where id % 50 = 0"));
    database.write(
        handle ->
            handle.execute("insert into audit_kind (kind, id) select 'movement', id from audit"));
    for (String reader : READERS) {
      database.write(
          handle ->
              handle.execute(
                  "insert into journal_position (reader, execution, report, proof, change_id)"
                      + " select '"
                      + reader
                      + "', (select max(id) from run_execution), (select max(id) from"
                      + " outcome_report), (select max(id) from proof), (select max(id) from"
                      + " audit)"));
    }
    database.write(handle -> handle.execute("analyze"));
  }

  private static Update outcomes(Update update) {
    return update
        .bind("sparkOutcome", BenchFleet.outcomeDocument(Route.SPARK))
        .bind("legacyOutcome", BenchFleet.outcomeDocument(Route.LEGACY));
  }

  private static String filled(String document, String table) {
    return "replace(replace("
        + document
        + ", '"
        + BenchFleet.MOVEMENT_NUMBER
        + "', "
        + table
        + "), '"
        + BenchFleet.RUN_NUMBER
        + "', cast(i as text))";
  }

  private static String movementId(String number) {
    String[] parts =
        BenchFleet.movement(BenchFleet.MOVEMENT_NUMBER).id().split(BenchFleet.MOVEMENT_NUMBER, -1);
    return "'" + parts[0] + "' || " + number + " || '" + parts[1] + "' || " + number;
  }

  private interface Binding {
    Update bind(Update update);
  }

  private void each(long count, String statement, LongConsumer progress, Binding binding) {
    for (long from = 0; from < count; from += CHUNK) {
      long first = from;
      long last = Math.min(count, from + CHUNK) - 1;
      database.write(handle -> insert(handle, statement, first, last, binding));
      progress.accept(last + 1);
    }
  }

  private static int insert(Handle handle, String statement, long from, long to, Binding binding) {
    try (Update update = handle.createUpdate(statement)) {
      return binding.bind(update.bind("from", from).bind("to", to)).execute();
    }
  }
}

package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.registry.api.RunExecution;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Executions with their decisions and outcomes. */
public final class RunStore {
  /** As the index of them says it, word for word: a bound value would keep it from being used. */
  private static final String UNDER_WAY =
      "outcome is null and (decision is null or decision not like '%\"route\":\""
          + Route.REFUSED
          + "\"%')";

  private final Clock clock;

  @Inject
  RunStore(Clock clock) {
    this.clock = clock;
  }

  /** All executions of a run, newest first. */
  public List<RunExecution> executions(Handle handle, String runId) {
    return handle
        .createQuery("select * from run_execution where run_id = :run order by execution desc")
        .bind("run", runId)
        .map(RunStore::execution)
        .list();
  }

  public Optional<RunExecution> newest(Handle handle, String runId) {
    return handle
        .createQuery(
            "select * from run_execution where run_id = :run order by execution desc limit 1")
        .bind("run", runId)
        .map(RunStore::execution)
        .findOne();
  }

  public Optional<RunExecution> find(Handle handle, String runId, int execution) {
    return handle
        .createQuery("select * from run_execution where run_id = :run and execution = :execution")
        .bind("run", runId)
        .bind("execution", execution)
        .map(RunStore::execution)
        .findOne();
  }

  /**
   * Executions older than {@code before}, newest first.
   *
   * @param movementId only this movement's, or null for all
   */
  public List<RunExecution> page(Handle handle, int limit, long before, String movementId) {
    return handle
        .createQuery(
            "select * from run_execution where id < :before"
                + (movementId == null ? "" : " and movement_id = :movement")
                + " order by id desc limit :limit")
        .bind("before", before)
        .bind("limit", limit)
        .bindMap(movementId == null ? Map.of() : Map.of("movement", movementId))
        .map(RunStore::execution)
        .list();
  }

  /**
   * The newest execution's movement of each that ran since a time, as it was decided.
   *
   * @param except movement ids that are known already
   * @param seen gets movement id and movement; null where no decision is known
   */
  public void newestOfEach(
      Handle handle, Instant since, Set<String> except, BiConsumer<String, Movement> seen) {
    Map<String, Long> newest = new HashMap<>();
    handle
        .createQuery(
            "select movement_id, max(id) as newest from run_execution where recorded_at >= :since"
                + " group by movement_id")
        .bind("since", since.toEpochMilli())
        .map(
            (row, context) ->
                except.contains(row.getString("movement_id"))
                    ? null
                    : newest.put(row.getString("movement_id"), row.getLong("newest")))
        .list();
    newest.forEach(
        (movementId, id) ->
            handle
                .createQuery("select decision from run_execution where id = :id")
                .bind("id", id)
                .map((row, context) -> Optional.ofNullable(row.getString("decision")))
                .one()
                .map(document -> StoredJson.read(document, Decision.class).movement())
                .ifPresentOrElse(
                    movement -> seen.accept(movementId, movement),
                    () -> seen.accept(movementId, null)));
  }

  /**
   * Executions that were decided for an engine and have no outcome.
   *
   * @param count how many
   * @param oldest when the first of them was recorded, or null without one
   */
  public record OpenRuns(long count, Instant oldest) {}

  /** Those recorded since a time, newest first. */
  public List<RunExecution> openRuns(Handle handle, Instant since, int limit) {
    return handle
        .createQuery(
            "select * from run_execution where "
                + UNDER_WAY
                + " and recorded_at >= :since order by recorded_at desc limit :limit")
        .bind("since", since.toEpochMilli())
        .bind("limit", limit)
        .map(RunStore::execution)
        .list();
  }

  /** Those recorded since a time; a refusal moves nothing, and may never get an outcome. */
  public OpenRuns open(Handle handle, Instant since) {
    return handle
        .createQuery(
            "select count(*) as open, min(recorded_at) as oldest from run_execution where "
                + UNDER_WAY
                + " and recorded_at >= :since")
        .bind("since", since.toEpochMilli())
        .map(
            (row, context) ->
                new OpenRuns(
                    row.getLong("open"),
                    row.getObject("oldest") == null
                        ? null
                        : Instant.ofEpochMilli(row.getLong("oldest"))))
        .one();
  }

  /** The highest generation that any execution of a destination was given, 0 without one. */
  public long highestGeneration(Handle handle, String destination) {
    return handle
        .createQuery(
            "select coalesce(max(generation), 0) from run_execution where destination ="
                + " :destination")
        .bind("destination", destination)
        .mapTo(Long.class)
        .one();
  }

  /** Records a decision that was made here. */
  public void addDecision(Handle handle, Decision decision, Map<String, String> settings) {
    insert(handle, decision.runId(), decision.execution(), decision.movement(), decision, settings);
  }

  /** Records an execution that the registry hears of by its outcome alone. */
  public void addUnheardOf(Handle handle, Outcome outcome, Movement movement) {
    insert(handle, outcome.runId(), outcome.execution(), movement, outcome.decision(), Map.of());
  }

  private void insert(
      Handle handle,
      String runId,
      int execution,
      Movement movement,
      Decision decision,
      Map<String, String> settings) {
    handle
        .createUpdate(
            "insert into run_execution (run_id, execution, movement_id, destination, generation,"
                + " recorded_at, settings, decision) values (:run, :execution, :movement,"
                + " :destination, :generation, :at, :settings, :decision)")
        .bind("run", runId)
        .bind("execution", execution)
        .bind("movement", movement.id())
        .bind("destination", movement.destination().toString())
        .bind("generation", decision == null ? null : (Long) decision.generation())
        .bind("at", clock.millis())
        .bind("settings", StoredJson.write(settings))
        .bind("decision", StoredJson.write(decision))
        .execute();
  }

  /**
   * Puts the decision that Conductor held in the place of the registry's own.
   *
   * @param held what Conductor held, or null when it held none
   */
  public void supersede(Handle handle, RunExecution recorded, Decision held) {
    handle
        .createUpdate(
            "update run_execution set decision = :held, superseded_decision = :superseded,"
                + " generation = coalesce(:generation, generation) where id = :id")
        .bind("held", StoredJson.write(held))
        .bind("superseded", StoredJson.write(recorded.decision()))
        .bind("generation", held == null ? null : (Long) held.generation())
        .bind("id", recorded.cursor())
        .execute();
  }

  /** Records an outcome, in the place of an earlier one if there was one. */
  public void putOutcome(Handle handle, Outcome outcome) {
    String document = StoredJson.write(outcome);
    handle
        .createUpdate(
            "update run_execution set outcome = :outcome where run_id = :run and execution ="
                + " :execution")
        .bind("outcome", document)
        .bind("run", outcome.runId())
        .bind("execution", outcome.execution())
        .execute();
    handle
        .createUpdate(
            "insert into outcome_report (run_id, execution, reported_at, outcome) values (:run,"
                + " :execution, :at, :outcome)")
        .bind("run", outcome.runId())
        .bind("execution", outcome.execution())
        .bind("at", clock.millis())
        .bind("outcome", document)
        .execute();
  }

  /**
   * A report of an outcome.
   *
   * @param id ascends with time
   * @param outcome what was reported
   */
  public record Report(long id, Outcome outcome) {}

  /** The newest report's id, 0 without one. */
  public long newestReport(Handle handle) {
    return handle
        .createQuery("select coalesce(max(id), 0) from outcome_report")
        .mapTo(Long.class)
        .one();
  }

  /** Reports that came after the one with that id, oldest first. */
  public List<Report> reportsAfter(Handle handle, long id) {
    return handle
        .createQuery("select id, outcome from outcome_report where id > :id order by id")
        .bind("id", id)
        .map(
            (row, context) ->
                new Report(
                    row.getLong("id"), StoredJson.read(row.getString("outcome"), Outcome.class)))
        .list();
  }

  private static RunExecution execution(ResultSet row, StatementContext context)
      throws SQLException {
    return new RunExecution(
        row.getLong("id"),
        row.getString("run_id"),
        row.getInt("execution"),
        row.getString("movement_id"),
        StoredJson.read(row.getString("decision"), Decision.class),
        StoredJson.read(row.getString("superseded_decision"), Decision.class),
        StoredJson.texts(row.getString("settings")),
        StoredJson.read(row.getString("outcome"), Outcome.class),
        Instant.ofEpochMilli(row.getLong("recorded_at")));
  }
}

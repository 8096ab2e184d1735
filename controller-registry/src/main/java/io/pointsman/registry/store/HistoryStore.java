package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.store.DayFigure.Figure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** The past in figures: by day, and by movement. What it answers is bounded, however long it is. */
public final class HistoryStore {
  private static final String COLUMNS =
      "movement_id, registered, cohort, owner, rule, served_by, reported_at, run_id, failed_at,"
          + " failure, fallbacks, spark_runs, spark_seconds, spark_bytes, spark_at, legacy_runs,"
          + " legacy_seconds, legacy_bytes, legacy_at, proof, proved_at";
  private static final List<String> NAMES = List.of(COLUMNS.split(", "));

  @Inject
  HistoryStore() {}

  /** A report of a run that did not go as decided. */
  public record Trouble(long report, String runId, int execution, String failure) {}

  /**
   * Movements of one group, by who served them last.
   *
   * @param group the cohort or the rule, or null for those without
   * @param servedBy or null for those that nobody has served yet
   * @param movements how many
   */
  public record Share(String group, Connector servedBy, long movements) {}

  /** What movements may be grouped by. */
  public enum Grouping {
    COHORT("cohort"),
    RULE("rule");

    private final String column;

    Grouping(String column) {
      this.column = column;
    }
  }

  /** The figures of the days from one on. */
  public Map<DayFigure, Double> days(Handle handle, LocalDate from) {
    Map<DayFigure, Double> days = new HashMap<>();
    handle
        .createQuery("select day, figure, label, value from day_figure where day >= :from")
        .bind("from", from.toEpochDay())
        .map(
            (row, context) ->
                days.put(
                    new DayFigure(
                        LocalDate.ofEpochDay(row.getLong("day")),
                        Figure.valueOf(row.getString("figure")),
                        row.getString("label")),
                    row.getDouble("value")))
        .list();
    return days;
  }

  /** How many movements each connector serves: of those registered, or reported of since a time. */
  public List<Share> shares(Handle handle, Grouping grouping, Instant since) {
    return handle
        .createQuery(
            "select "
                + grouping.column
                + " as grouped, served_by, count(*) as movements from movement_figure where"
                + " registered = 1 or reported_at >= :since group by "
                + grouping.column
                + ", served_by")
        .bind("since", since.toEpochMilli())
        .map(
            (row, context) ->
                new Share(
                    row.getString("grouped"),
                    value(Connector.class, row.getString("served_by")),
                    row.getLong("movements")))
        .list();
  }

  public Optional<MovementFigures> movement(Handle handle, String movementId) {
    return Optional.ofNullable(movements(handle, List.of(movementId)).get(movementId));
  }

  /** Those of these movements of which something is known, by id. */
  public Map<String, MovementFigures> movements(Handle handle, Collection<String> ids) {
    Map<String, MovementFigures> found = new HashMap<>();
    if (!ids.isEmpty()) {
      handle
          .createQuery("select " + COLUMNS + " from movement_figure where movement_id in (<ids>)")
          .bindList("ids", new ArrayList<>(ids))
          .map(HistoryStore::figures)
          .forEach(figures -> found.put(figures.movementId(), figures));
    }
    return found;
  }

  /**
   * Movements whose id comes after {@code after}, by id.
   *
   * @param contains only those whose id has this in it, in any case; or null
   * @param cohort only this cohort's, or null
   * @param servedBy only those that it served last, or null
   */
  public List<MovementFigures> movements(
      Handle handle, int limit, String after, String contains, String cohort, Connector servedBy) {
    StringBuilder where = new StringBuilder("movement_id > :after");
    Map<String, Object> wanted = new HashMap<>();
    if (contains != null) {
      where.append(" and lower(movement_id) like :contains escape '!'");
      wanted.put("contains", "%" + escaped(contains) + "%");
    }
    if (cohort != null) {
      where.append(" and cohort = :cohort");
      wanted.put("cohort", cohort);
    }
    if (servedBy != null) {
      where.append(" and served_by = :served");
      wanted.put("served", servedBy.name());
    }
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + " from movement_figure where "
                + where
                + " order by movement_id limit :limit")
        .bind("after", after)
        .bind("limit", limit)
        .bindMap(wanted)
        .map(HistoryStore::figures)
        .list();
  }

  private static String escaped(String text) {
    return text.toLowerCase(java.util.Locale.ROOT).replaceAll("[!%_]", "!$0");
  }

  /** Movements whose newest run was not served since a time, the latest first. */
  public List<MovementFigures> unserved(Handle handle, Instant since, int limit) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + " from movement_figure where failed_at >= :since order by failed_at desc limit"
                + " :limit")
        .bind("since", since.toEpochMilli())
        .bind("limit", limit)
        .map(HistoryStore::figures)
        .list();
  }

  /** When legacy served any movement last, or empty when it never did. */
  public Optional<Instant> legacyServed(Handle handle) {
    return handle
        .createQuery("select max(legacy_at) as legacy_at from movement_figure")
        .map((row, context) -> Optional.ofNullable(instant(row, "legacy_at")))
        .one();
  }

  /** Reports before {@code before} of runs that did not go as decided, newest first. */
  public List<Trouble> troubles(Handle handle, int limit, long before, FailureReason failure) {
    return handle
        .createQuery(
            "select report, run_id, execution, failure from trouble where report < :before"
                + (failure == null ? "" : " and failure = :failure")
                + " order by report desc limit :limit")
        .bind("before", before)
        .bind("limit", limit)
        .bindMap(failure == null ? Map.of() : Map.of("failure", failure.name()))
        .map(
            (row, context) ->
                new Trouble(
                    row.getLong("report"),
                    row.getString("run_id"),
                    row.getInt("execution"),
                    row.getString("failure")))
        .list();
  }

  void put(Handle handle, List<MovementFigures> movements) {
    if (movements.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into movement_figure ("
                + COLUMNS
                + ") values (:"
                + String.join(", :", NAMES)
                + ") on conflict (movement_id) do update set "
                + NAMES.stream()
                    .skip(1)
                    .map(name -> name + " = excluded." + name)
                    .collect(java.util.stream.Collectors.joining(", ")));
    for (MovementFigures movement : movements) {
      batch
          .bind("movement_id", movement.movementId())
          .bind("registered", movement.registered() ? 1 : 0)
          .bind("cohort", movement.cohort())
          .bind("owner", movement.owner())
          .bind("rule", movement.rule())
          .bind("served_by", name(movement.servedBy()))
          .bind("run_id", movement.runId())
          .bind("failure", name(movement.failure()))
          .bind("fallbacks", movement.fallbacks())
          .bind("spark_runs", movement.spark().runs())
          .bind("spark_seconds", movement.spark().seconds())
          .bind("spark_bytes", movement.spark().bytes())
          .bind("legacy_runs", movement.legacy().runs())
          .bind("legacy_seconds", movement.legacy().seconds())
          .bind("legacy_bytes", movement.legacy().bytes())
          .bind("proof", name(movement.proof()));
      bind(batch, "reported_at", movement.reportedAt());
      bind(batch, "failed_at", movement.failedAt());
      bind(batch, "spark_at", movement.spark().at());
      bind(batch, "legacy_at", movement.legacy().at());
      bind(batch, "proved_at", movement.provedAt());
      batch.add();
    }
    batch.execute();
  }

  private static void bind(PreparedBatch batch, String name, Instant value) {
    batch.bindBySqlType(name, value == null ? null : value.toEpochMilli(), Types.BIGINT);
  }

  void add(Handle handle, Map<DayFigure, Double> days) {
    if (days.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into day_figure (day, figure, label, value) values (:day, :figure, :label,"
                + " :value) on conflict (day, figure, label) do update set value ="
                + " day_figure.value + excluded.value");
    days.forEach(
        (figure, amount) ->
            batch
                .bind("day", figure.day().toEpochDay())
                .bind("figure", figure.figure().name())
                .bind("label", figure.label())
                .bind("value", amount)
                .add());
    batch.execute();
  }

  void add(Handle handle, List<Trouble> troubles) {
    if (troubles.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into trouble (report, run_id, execution, failure) values (:report, :run,"
                + " :execution, :failure)");
    troubles.forEach(
        trouble ->
            batch
                .bind("report", trouble.report())
                .bind("run", trouble.runId())
                .bind("execution", trouble.execution())
                .bind("failure", trouble.failure())
                .add());
    batch.execute();
  }

  void addKinds(Handle handle, Map<Long, String> kinds) {
    if (kinds.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch("insert into audit_kind (kind, id) values (:kind, :id)");
    kinds.forEach((id, kind) -> batch.bind("kind", kind).bind("id", id).add());
    batch.execute();
  }

  private static MovementFigures figures(ResultSet row, StatementContext context)
      throws SQLException {
    return new MovementFigures(
        row.getString("movement_id"),
        row.getInt("registered") == 1,
        row.getString("cohort"),
        row.getString("owner"),
        row.getString("rule"),
        value(Connector.class, row.getString("served_by")),
        instant(row, "reported_at"),
        row.getString("run_id"),
        instant(row, "failed_at"),
        value(FailureReason.class, row.getString("failure")),
        row.getLong("fallbacks"),
        engine(row, "spark"),
        engine(row, "legacy"),
        value(ProofResult.class, row.getString("proof")),
        instant(row, "proved_at"));
  }

  private static EngineFigures engine(ResultSet row, String prefix) throws SQLException {
    return new EngineFigures(
        row.getLong(prefix + "_runs"),
        row.getDouble(prefix + "_seconds"),
        row.getDouble(prefix + "_bytes"),
        instant(row, prefix + "_at"));
  }

  private static String name(Enum<?> value) {
    return value == null ? null : value.name();
  }

  private static <E extends Enum<E>> E value(Class<E> type, String name) {
    return name == null ? null : Enum.valueOf(type, name);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column) == null ? null : Instant.ofEpochMilli(row.getLong(column));
  }
}

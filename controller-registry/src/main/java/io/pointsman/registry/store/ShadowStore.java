package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.decider.Decision;
import io.pointsman.decider.ShadowUse.Taken;
import io.pointsman.registry.api.GrantedShadow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Shadows that were granted, and how much they take. */
public final class ShadowStore {
  private final Clock clock;

  @Inject
  ShadowStore(Clock clock) {
    this.clock = clock;
  }

  /**
   * What shadows take now.
   *
   * @param rule only those of this rule, or null for all
   */
  public Taken taken(Handle handle, String rule) {
    Instant now = clock.instant();
    String only = rule == null ? "" : " and rule = :rule";
    Map<String, Object> ofRule = rule == null ? Map.of() : Map.of("rule", rule);
    long running =
        handle
            .createQuery(
                "select count(*) from shadow where ended_at is null and over_at > :now" + only)
            .bind("now", now.toEpochMilli())
            .bindMap(ofRule)
            .mapTo(Long.class)
            .one();
    long today =
        handle
            .createQuery(
                "select coalesce(sum(bytes), 0) from shadow where granted_at >= :day" + only)
            .bind(
                "day",
                now.atOffset(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.DAYS)
                    .toInstant()
                    .toEpochMilli())
            .bindMap(ofRule)
            .mapTo(Long.class)
            .one();
    return new Taken(running, today);
  }

  /** Keeps a shadow that a decision grants. */
  public void grant(Handle handle, Decision decision, Long bytes, int hours) {
    Instant now = clock.instant();
    handle
        .createUpdate(
            "insert into shadow (run_id, execution, movement_id, rule, granted_at, over_at, bytes)"
                + " values (:run, :execution, :movement, :rule, :at, :over, :bytes)")
        .bind("run", decision.runId())
        .bind("execution", decision.execution())
        .bind("movement", decision.movement().id())
        .bind("rule", decision.rule())
        .bind("at", now.toEpochMilli())
        .bind("over", now.plus(hours, ChronoUnit.HOURS).toEpochMilli())
        .bind("bytes", bytes)
        .execute();
  }

  /**
   * Gives back the place of one that is over.
   *
   * @return whether it was there and not ended yet
   */
  public boolean end(Handle handle, String runId, int execution, String why) {
    return handle
            .createUpdate(
                "update shadow set ended_at = :at, ended_why = :why where run_id = :run and"
                    + " execution = :execution and ended_at is null")
            .bind("at", clock.millis())
            .bind("why", why)
            .bind("run", runId)
            .bind("execution", execution)
            .execute()
        > 0;
  }

  public Optional<GrantedShadow> find(Handle handle, String runId, int execution) {
    return handle
        .createQuery("select * from shadow where run_id = :run and execution = :execution")
        .bind("run", runId)
        .bind("execution", execution)
        .map((row, context) -> shadow(row))
        .findOne();
  }

  /**
   * Shadows older than {@code before}, newest first.
   *
   * @param runningOnly only those that take their place
   */
  public List<GrantedShadow> page(Handle handle, int limit, long before, boolean runningOnly) {
    return handle
        .createQuery(
            "select * from shadow where id < :before"
                + (runningOnly ? " and ended_at is null and over_at > :now" : "")
                + " order by id desc limit :limit")
        .bind("before", before)
        .bind("limit", limit)
        .bindMap(runningOnly ? Map.of("now", clock.millis()) : Map.of())
        .map((row, context) -> shadow(row))
        .list();
  }

  private GrantedShadow shadow(ResultSet row) throws SQLException {
    Instant over = Instant.ofEpochMilli(row.getLong("over_at"));
    long bytes = row.getLong("bytes");
    boolean bytesKnown = !row.wasNull();
    long ended = row.getLong("ended_at");
    boolean isEnded = !row.wasNull();
    return new GrantedShadow(
        row.getLong("id"),
        row.getString("run_id"),
        row.getInt("execution"),
        row.getString("movement_id"),
        row.getString("rule"),
        Instant.ofEpochMilli(row.getLong("granted_at")),
        over,
        bytesKnown ? bytes : null,
        isEnded ? Instant.ofEpochMilli(ended) : null,
        row.getString("ended_why"),
        !isEnded && over.isAfter(clock.instant()));
  }
}

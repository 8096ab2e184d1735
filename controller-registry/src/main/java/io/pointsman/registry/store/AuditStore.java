package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.registry.api.AuditEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The changes, only ever added to. */
public final class AuditStore {
  private final Clock clock;

  @Inject
  AuditStore(Clock clock) {
    this.clock = clock;
  }

  /**
   * Adds a change.
   *
   * @param from what it was, or null
   * @param to what it became, or null
   * @param revision the routing table's new revision, or null
   */
  public void add(
      Handle handle, Signature signature, String subject, Object from, Object to, Long revision) {
    handle
        .createUpdate(
            "insert into audit (at, actor, principal, why, address, subject, from_document,"
                + " to_document, revision) values (:at, :actor, :principal, :why, :address, :subject,"
                + " :from, :to, :revision)")
        .bind("at", clock.millis())
        .bind("actor", signature.change().actor())
        .bind("principal", signature.principal())
        .bind("why", signature.change().why())
        .bind("address", signature.address())
        .bind("subject", subject)
        .bind("from", StoredJson.write(from))
        .bind("to", StoredJson.write(to))
        .bind("revision", revision)
        .execute();
  }

  /**
   * The newest change's id, which grows with every change there is, and its time in ms: another
   * registry, or this one restored from a backup, comes to the same ids with other changes.
   */
  public String newest(Handle handle) {
    return handle
        .createQuery("select id, at from audit order by id desc limit 1")
        .map((row, context) -> row.getLong("id") + "-" + Long.toString(row.getLong("at"), 36))
        .findOne()
        .orElse("0");
  }

  /** Changes older than {@code before}, newest first. */
  public List<AuditEntry> page(Handle handle, int limit, long before) {
    return handle
        .createQuery("select * from audit where id < :before order by id desc limit :limit")
        .bind("before", before)
        .bind("limit", limit)
        .map(AuditStore::entry)
        .list();
  }

  /** Changes after one and up to another, oldest first. */
  List<AuditEntry> between(Handle handle, long from, long to, int limit) {
    return handle
        .createQuery("select * from audit where id > :from and id <= :to order by id limit :limit")
        .bind("from", from)
        .bind("to", to)
        .bind("limit", limit)
        .map(AuditStore::entry)
        .list();
  }

  private static AuditEntry entry(ResultSet row, StatementContext context) throws SQLException {
    return new AuditEntry(
        row.getLong("id"),
        Instant.ofEpochMilli(row.getLong("at")),
        row.getString("actor"),
        row.getString("principal"),
        row.getString("why"),
        row.getString("address"),
        row.getString("subject"),
        StoredJson.tree(row.getString("from_document")),
        StoredJson.tree(row.getString("to_document")),
        row.getObject("revision") == null ? null : row.getLong("revision"));
  }
}

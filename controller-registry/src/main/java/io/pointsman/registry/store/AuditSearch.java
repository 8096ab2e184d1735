package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.registry.api.AuditEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Finds changes; without their documents, which may be large, until one is asked for. */
public final class AuditSearch {
  private final AuditStore audit;

  @Inject
  AuditSearch(AuditStore audit) {
    this.audit = audit;
  }

  /**
   * A change without its documents.
   *
   * @param id in the order of changes
   * @param principal whose token or account it came with, or null
   * @param added whether it made its subject
   * @param removed whether it removed it
   * @param revision the routing table's new one, or null
   */
  public record Line(
      long id,
      Instant at,
      String actor,
      String principal,
      String why,
      String address,
      String subject,
      boolean added,
      boolean removed,
      Long revision) {}

  /**
   * What is looked for; null for any.
   *
   * @param actor who
   * @param kind the subject up to its first slash; found a second after the change
   * @param subject the whole subject
   */
  public record Wanted(String actor, String kind, String subject) {
    public static final Wanted ANY = new Wanted(null, null, null);
  }

  /** Changes older than {@code before}, newest first. */
  public List<Line> page(Handle handle, int limit, long before, Wanted wanted) {
    String from = wanted.kind() == null ? "audit a" : "audit_kind k join audit a on a.id = k.id";
    String id = wanted.kind() == null ? "a.id" : "k.id";
    StringBuilder where = new StringBuilder(id + " < :before");
    Map<String, Object> values = new HashMap<>();
    if (wanted.kind() != null) {
      where.append(" and k.kind = :kind");
      values.put("kind", wanted.kind());
    }
    if (wanted.actor() != null) {
      where.append(" and a.actor = :actor");
      values.put("actor", wanted.actor());
    }
    if (wanted.subject() != null) {
      where.append(" and a.subject = :subject");
      values.put("subject", wanted.subject());
    }
    return handle
        .createQuery(
            "select a.id, a.at, a.actor, a.principal, a.why, a.address, a.subject, a.from_document"
                + " is null as added, a.to_document is null as removed, a.revision from "
                + from
                + " where "
                + where
                + " order by "
                + id
                + " desc limit :limit")
        .bind("before", before)
        .bind("limit", limit)
        .bindMap(values)
        .map(
            (row, context) ->
                new Line(
                    row.getLong("id"),
                    Instant.ofEpochMilli(row.getLong("at")),
                    row.getString("actor"),
                    row.getString("principal"),
                    row.getString("why"),
                    row.getString("address"),
                    row.getString("subject"),
                    row.getBoolean("added"),
                    row.getBoolean("removed"),
                    row.getObject("revision") == null ? null : row.getLong("revision")))
        .list();
  }

  /** One change with its documents. */
  public Optional<AuditEntry> find(Handle handle, long id) {
    return audit.between(handle, id - 1, id, 1).stream().findFirst();
  }
}

package io.pointsman.registry.page;

import io.pointsman.registry.store.AuditSearch.Line;

/**
 * One change as the page lists it.
 *
 * @param id its number
 * @param when when
 * @param actor who
 * @param token whose token it came with where that has another name, or empty
 * @param why the reason
 * @param address from where
 * @param subject what
 * @param revision the routing table's new one, or empty
 * @param did {@code added}, {@code removed}, or empty
 */
public record AuditRow(
    long id,
    Moment when,
    String actor,
    String token,
    String why,
    String address,
    String subject,
    String revision,
    String did) {

  public static AuditRow of(Line line) {
    return new AuditRow(
        line.id(),
        Moment.of(line.at()),
        line.actor(),
        line.principal() == null || line.principal().equals(line.actor()) ? "" : line.principal(),
        line.why(),
        line.address(),
        line.subject(),
        line.revision() == null ? "" : line.revision().toString(),
        line.added() ? "added" : line.removed() ? "removed" : "");
  }
}

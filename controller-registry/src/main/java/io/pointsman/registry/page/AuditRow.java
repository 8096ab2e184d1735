package io.pointsman.registry.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.registry.api.AuditEntry;

/**
 * One change as the page shows it.
 *
 * @param when when
 * @param actor who
 * @param why the reason
 * @param address from where
 * @param subject what
 * @param from what it was, as indented JSON, or empty
 * @param to what it became, or empty
 */
public record AuditRow(
    Moment when, String actor, String why, String address, String subject, String from, String to) {

  public static AuditRow of(AuditEntry entry) {
    return new AuditRow(
        Moment.of(entry.at()),
        entry.actor(),
        entry.why(),
        entry.address(),
        entry.subject() + (entry.revision() == null ? "" : ", revision " + entry.revision()),
        pretty(entry.from()),
        pretty(entry.to()));
  }

  private static String pretty(JsonNode document) {
    return document == null ? "" : document.toPrettyString();
  }
}

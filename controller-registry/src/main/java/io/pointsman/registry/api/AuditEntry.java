package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One change, as it was made; nothing edits it.
 *
 * @param id in the order of changes
 * @param at when
 * @param actor who, as the change was signed
 * @param principal whose token or account it came with, which was proven; null for what the
 *     registry did by itself
 * @param why the reason
 * @param address the address that it came from
 * @param subject what was changed: {@code routing-table}, {@code source/NAME}, {@code
 *     catalog/NAME}, {@code movement/ID}, {@code destination/TABLE} for who holds one, {@code
 *     token/NAME}
 * @param from what it was, or null when it is new
 * @param to what it became, or null when it was removed
 * @param revision the routing table's new revision, or null for other subjects
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    String principal,
    String why,
    String address,
    String subject,
    JsonNode from,
    JsonNode to,
    Long revision) {

  /** Who acts when nobody asked, and where from: guards, ramps, the breaker. */
  public static final String REGISTRY = "registry";

  public static final String LOCAL = "local";

  /** Whether no person made it. */
  public boolean byRegistry() {
    return actor.equals(REGISTRY) && address.equals(LOCAL);
  }
}

package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of a token; not the token itself, which is known to its bearer alone.
 *
 * @param name whose it is or what it is for
 * @param roles what its bearer may do
 * @param issuedAt when it was issued
 * @param issuedBy by whom
 * @param expiresAt when it ends by itself, or null for never
 * @param revokedAt when it was revoked, or null
 * @param revokedBy by whom, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenView(
    String name,
    Set<Role> roles,
    Instant issuedAt,
    String issuedBy,
    Instant expiresAt,
    Instant revokedAt,
    String revokedBy) {
  public TokenView {
    roles = java.util.Collections.unmodifiableSet(new TreeSet<>(roles));
  }

  /** Whether it lets anybody in at that time. */
  public boolean valid(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }
}

package io.pointsman.registry.api;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * A token that is wanted.
 *
 * @param name whose it is or what it is for; never given twice, not even after a revocation
 * @param roles what its bearer may do, at least one
 * @param expiresAt when it ends by itself, or null for never
 */
public record TokenRequest(String name, Set<Role> roles, Instant expiresAt) {
  public TokenRequest {
    roles = roles == null ? Set.of() : java.util.Collections.unmodifiableSet(new TreeSet<>(roles));
  }
}

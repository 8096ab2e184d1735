package io.pointsman.registry.service;

import io.pointsman.registry.api.Role;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whoever came in, as far as that was proven.
 *
 * @param name the token's, or the account's at an identity provider
 * @param roles what it may do
 * @param token the name of the token that it came in with, or null for another way
 * @param until when what proved it ends, or null for never
 */
public record Principal(String name, Set<Role> roles, String token, Instant until) {
  public Principal {
    roles = Collections.unmodifiableSet(new TreeSet<>(roles));
  }

  /** Whether it may do what takes at least that role. */
  public boolean may(Role least) {
    return roles.stream().anyMatch(role -> role.covers(least));
  }
}

package io.pointsman.registry.api;

import java.util.Set;
import java.util.TreeSet;

/**
 * How the registry knows whoever asks.
 *
 * @param name the token's, or the account's
 * @param roles what it may do
 */
public record WhoAmI(String name, Set<Role> roles) {
  public WhoAmI {
    roles = java.util.Collections.unmodifiableSet(new TreeSet<>(roles));
  }
}

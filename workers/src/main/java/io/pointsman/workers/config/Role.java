package io.pointsman.workers.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a worker process works on; one process can have several roles. */
public enum Role {
  /** Decides routes, reports outcomes. */
  DECIDE,
  /** Claims for, submits, awaits, audits and publishes the Spark connector's jobs. */
  SPARK,
  /** The same for the legacy engine. */
  LEGACY;

  /** As configuration and command line write it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads names back; none means all roles.
   *
   * @throws IllegalArgumentException naming the one that is no role
   */
  public static Set<Role> parse(List<String> names) {
    if (names.isEmpty()) {
      return EnumSet.allOf(Role.class);
    }
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : names) {
      roles.add(
          Arrays.stream(values())
              .filter(role -> role.wireName().equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'"
                              + name
                              + "' is no role; there are "
                              + Arrays.stream(values())
                                  .map(Role::wireName)
                                  .collect(Collectors.joining(", ")))));
    }
    return roles;
  }
}

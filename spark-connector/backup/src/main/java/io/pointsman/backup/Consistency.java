package io.pointsman.backup;

/** How many replicas of every token range a backup must hold whole. */
public enum Consistency {
  /** Every replica of every data centre that is read. */
  ALL,
  /** Every replica of one data centre. */
  LOCAL_ALL,
  /** More than half of one data centre's replicas. */
  LOCAL_QUORUM,
  /** One replica. */
  ONE;

  /**
   * Reads its name.
   *
   * @param name or null, which means {@link #ALL}
   * @throws IllegalArgumentException when there is no such level
   */
  public static Consistency parse(String name) {
    if (name == null) {
      return ALL;
    }
    for (Consistency level : values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "There is no consistency '" + name + "', only " + java.util.List.of(values()));
  }

  /** Whether it is judged within one data centre. */
  boolean isLocal() {
    return this == LOCAL_ALL || this == LOCAL_QUORUM;
  }

  /** Whether every replica is needed. */
  boolean needsAll() {
    return this == ALL || this == LOCAL_ALL;
  }

  /** How many of {@code replicas} must be whole. */
  int required(int replicas) {
    return switch (this) {
      case ALL, LOCAL_ALL -> replicas;
      case LOCAL_QUORUM -> replicas / 2 + 1;
      case ONE -> Math.min(1, replicas);
    };
  }
}

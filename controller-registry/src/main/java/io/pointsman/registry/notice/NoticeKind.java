package io.pointsman.registry.notice;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a webhook can be told of. */
public enum NoticeKind {
  /** A run was decided for Spark, and legacy served it. */
  FALLBACK("fallback"),
  /** A run ended without being served. */
  FAILED("failed"),
  /** A guard took a movement back, or let it go. */
  GUARD("guard"),
  /** A ramp took a step, or was paused. */
  RAMP("ramp"),
  /** The two engines wrote different rows. */
  MISMATCH("mismatch"),
  /** The kill switch was thrown, or released. */
  KILL_SWITCH("kill-switch"),
  /** The fleet's breaker opened or closed, or let a probe through. */
  BREAKER("breaker");

  private final String word;

  NoticeKind(String word) {
    this.word = word;
  }

  /** As configuration and messages write it. */
  public String word() {
    return word;
  }

  static Optional<NoticeKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(NoticeKind::word).toList();
  }
}

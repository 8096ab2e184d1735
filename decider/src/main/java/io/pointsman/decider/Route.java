package io.pointsman.decider;

/** What a decision comes to. */
public enum Route {
  SPARK,
  LEGACY,
  /** Nothing is moved, and no fallback is tried. */
  REFUSED
}

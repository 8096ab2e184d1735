package io.pointsman.decider;

/** What follows from a failure. */
public enum FailureClass {
  /** One more Spark attempt than configured, when time allows; else like {@link #FALLBACK}. */
  RETRY,
  /** The legacy engine serves. */
  FALLBACK,
  /** The run ends with the reason; nothing else is tried. */
  STOP
}

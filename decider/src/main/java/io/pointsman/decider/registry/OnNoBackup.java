package io.pointsman.decider.registry;

/** What becomes of a run whose source has no complete backup, or none that is young enough. */
public enum OnNoBackup {
  /** The legacy engine serves. */
  LEGACY,
  /** The run ends, nothing is moved. */
  REFUSED
}

package io.pointsman.publication.stress;

/** How publishes are guarded. */
enum Protocol {
  /** As Pointsman does it. */
  FENCED,
  /** The fence is looked at before the commit, but the commit asserts nothing about it. */
  CHECKED_BEFORE_COMMIT,
  /** The fence is not looked at. */
  UNFENCED
}

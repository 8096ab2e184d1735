package io.pointsman.registry.store;

/** Somebody else changed what was read, after it was read: the work has to be done anew. */
final class StandingChangedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StandingChangedException(String subject, long revision) {
    super("The state of " + subject + " is no longer at revision " + revision);
  }
}

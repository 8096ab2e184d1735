package io.pointsman.registry.api;

/** What a person may ask of a ramp. */
public enum RampAction {
  /** The present step may be left, as far as a person has a say. */
  APPROVE,
  /** It stays where it is. */
  PAUSE,
  /** It goes on; clean proofs and runs are counted anew. */
  RESUME,
  /** The next step at once, whatever is missing. */
  ADVANCE,
  /** The step before, paused. */
  BACK;

  /**
   * The role that it takes at least: what was to wait for an approval takes one who may give it.
   */
  public Role least() {
    return switch (this) {
      case APPROVE, ADVANCE -> Role.APPROVER;
      case PAUSE, RESUME, BACK -> Role.OPERATOR;
    };
  }
}

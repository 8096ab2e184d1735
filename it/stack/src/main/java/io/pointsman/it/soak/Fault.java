package io.pointsman.it.soak;

/** What is done to the parts while the runs go on. */
enum Fault {
  /** A worker is killed without warning, and another one started in its place. */
  WORKER_KILLED(0.12),
  /** The registry is stopped, and started again after a while. */
  REGISTRY_DOWN(0.30),
  /** Conductor is stopped and started again. */
  CONDUCTOR_RESTARTED(0.50),
  /** The other worker is killed. */
  OTHER_WORKER_KILLED(0.65);

  private final double when;

  Fault(double when) {
    this.when = when;
  }

  /** The share of the runs that have ended when it happens. */
  double when() {
    return when;
  }
}

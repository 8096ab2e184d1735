package io.pointsman.decider;

/** Where a rule sends its movements, and how many of their runs have a shadow. */
public sealed interface RouteSetting extends RuleRoute {

  /** Share of runs that have a shadow of the other engine. */
  Percent shadowPercent();

  /** All movements to one connector; no bucket is asked. */
  record Fixed(Connector connector, Percent shadowPercent) implements RouteSetting {}

  /** The movements whose bucket lies below {@code sparkPercent} to Spark, the others to legacy. */
  record Split(Percent sparkPercent, Percent shadowPercent) implements RouteSetting {}

  /** All to legacy, no shadow: what holds when nothing else is said. */
  static RouteSetting legacy() {
    return new Fixed(Connector.LEGACY, Percent.NONE);
  }

  @Override
  default RouteSetting at(int reachedStep) {
    return this;
  }

  /** The share of movements that go to Spark: 0 or 100 for a fixed connector. */
  default Percent sparkShare() {
    if (this instanceof Split split) {
      return split.sparkPercent();
    }
    return ((Fixed) this).connector() == Connector.SPARK ? Percent.ALL : Percent.NONE;
  }
}

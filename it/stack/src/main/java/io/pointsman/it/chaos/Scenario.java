package io.pointsman.it.chaos;

/**
 * One fault at one moment, and what must hold.
 *
 * @param name short, with dashes
 * @param fault what is done, for people
 * @param when at which moment, for people
 * @param invariant what it checks, for people; that readers see whole tables and that a run is
 *     published once is checked always
 * @param kind the catalog of the destination
 * @param legacy whether the run is routed to legacy from the start
 * @param served who must serve
 * @param script what is done
 */
record Scenario(
    String name,
    String fault,
    String when,
    String invariant,
    Lake.Kind kind,
    boolean legacy,
    Served served,
    Script script) {

  /** What a scenario does to its world; everything that holds always is checked afterwards. */
  @FunctionalInterface
  interface Script {
    void play(World world) throws Exception;
  }

  /** A run that is routed to Spark, into the JDBC catalog. */
  static Scenario of(
      String name, String fault, String when, String invariant, Served served, Script script) {
    return new Scenario(name, fault, when, invariant, Lake.Kind.JDBC, false, served, script);
  }

  /** The same with a destination in the REST catalog. */
  Scenario onRest() {
    String onRest = name.endsWith("-rest") ? name : name + "-rest";
    return new Scenario(onRest, fault, when, invariant, Lake.Kind.REST, legacy, served, script);
  }

  /** The same with another name. */
  Scenario named(String other) {
    return new Scenario(other, fault, when, invariant, kind, legacy, served, script);
  }

  /** The same with a run that is routed to legacy from the start. */
  Scenario onLegacy() {
    return new Scenario(name, fault, when, invariant, kind, true, served, script);
  }
}

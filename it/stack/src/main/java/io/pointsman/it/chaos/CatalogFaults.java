package io.pointsman.it.chaos;

/** Commits whose answer is lost, and catalogs that do not answer. */
final class CatalogFaults {
  private CatalogFaults() {}

  /** The REST catalog does not answer for longer than a task may take, at that moment. */
  static Scenario down(Phase phase, Served served) {
    return Scenario.of(
            "catalog-down-" + phase.slug(),
            "the REST catalog refuses connections, longer than a task may take",
            phase.moment(),
            "an outage is waited for: published once",
            served,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              ArmedFault armed =
                  world
                      .lane()
                      .catalogProxy()
                      .arm(RequestMatch.of(".*", "."), new Fault.Refused(), Integer.MAX_VALUE);
              gate.loseAnswer();
              gate.open();
              world.pause(world.tooLong());
              armed.disarm();
              world.end(run);
              world.say(armed.struck() + " requests struck");
              world.check(armed.struck() > 0, "the fault struck no request");
            })
        .onRest();
  }

  /**
   * A gateway says that it is busy, to a worker's commits. (A job whose own commit is refused so
   * has failed, and its next attempt begins anew: Spark has no way to commit the same files again.)
   */
  static Scenario busyGateway() {
    return Scenario.of(
            "gateway-busy-publish",
            "503 for the first two commits of the publish",
            Phase.PUBLISH.moment(),
            "committed again, published once",
            Served.BY_SPARK,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(Phase.AUDIT);
              ArmedFault armed =
                  world
                      .lane()
                      .catalogProxy()
                      .arm(
                          Phase.commit(Lake.Kind.REST, world.table()).request(),
                          Fault.Answered.slowDown(),
                          2);
              gate.open();
              world.end(run);
              world.say(armed.struck() + " requests struck");
              world.check(armed.struck() == 2, "the fault struck " + armed.struck() + " requests");
            })
        .onRest();
  }

  /** The commit lands, its answer does not. */
  static Scenario answerLost(Phase phase, Lake.Kind kind, Served served) {
    Scenario scenario =
        Scenario.of(
            "answer-lost-" + phase.slug() + (kind == Lake.Kind.REST ? "-rest" : ""),
            kind == Lake.Kind.REST
                ? "the REST catalog commits, its answer is lost"
                : "S3 stores the metadata, its answer is lost",
            phase.moment(),
            "looked up before anything else: published once",
            served,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              Phase.Place commit = Phase.commit(kind, world.table());
              ArmedFault lost =
                  world.proxy(commit.way()).arm(commit.request(), new Fault.AnswerLost(), 2);
              gate.loseAnswer();
              gate.open();
              world.end(run);
              world.say("answers lost: " + (1 + lost.struck()));
            });
    Scenario routed = phase.ofLegacy() ? scenario.onLegacy() : scenario;
    return kind == Lake.Kind.REST ? routed.onRest() : routed;
  }
}

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
   * A gateway says that it is busy: to every third commit, so that the publish is struck first. A job
   * whose own commit is refused has failed, and its next attempt begins anew.
   */
  static Scenario busyGateway() {
    return Scenario.of(
            "gateway-busy-publish",
            "503 for every third commit to the REST catalog",
            "the whole run",
            "published once",
            Served.BY_SPARK,
            world -> {
              ArmedFault armed =
                  world
                      .lane()
                      .catalogProxy()
                      .armEvery(
                          3,
                          Phase.commit(Lake.Kind.REST, world.table()).request(),
                          Fault.Answered.slowDown());
              world.end(world.start());
              world.say(armed.struck() + " requests struck");
              world.check(armed.struck() > 0, "the fault struck no request");
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

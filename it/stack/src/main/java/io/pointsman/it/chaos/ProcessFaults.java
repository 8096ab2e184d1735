package io.pointsman.it.chaos;

import java.io.IOException;
import java.time.Duration;

/** Processes that are killed, or that stand still longer than anybody waits for them. */
final class ProcessFaults {
  /** For what wakes up late to do what it was about to do. */
  private static final Duration LATE = Duration.ofSeconds(6);

  private static final String ONCE = "published once, whole, whoever goes on";
  private static final String SHUT_OUT = "what wakes up late publishes nothing";

  private ProcessFaults() {}

  /** Killed at that moment, and started again when it is a service. */
  static Scenario kill(Target target, Phase phase, Served served) {
    Scenario scenario =
        Scenario.of(
            "kill-" + target.slug() + "-" + phase.slug(),
            "kill -9 of the " + target.label() + (target.isDriver() ? "" : ", started again"),
            phase.moment(),
            ONCE,
            served,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              world.kill(target, run);
              // What it had sent already arrives.
              gate.open();
              if (!target.isDriver()) {
                world.startAgain(target);
              }
              world.end(run);
              if (target == Target.LEGACY_DRIVER) {
                retry(world, run);
              }
            });
    return phase.ofLegacy() ? scenario.onLegacy() : scenario;
  }

  /** Stopped at that moment until its run has ended without it; then it goes on. */
  static Scenario freeze(Target target, Phase phase, Served served) {
    Scenario scenario =
        Scenario.of(
            "freeze-" + target.slug() + "-" + phase.slug(),
            "SIGSTOP of the " + target.label() + " until the run has ended, then SIGCONT",
            phase.moment(),
            SHUT_OUT,
            served,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              world.suspend(target, run);
              world.end(run);
              wakeUp(world, target, run, gate);
              if (target == Target.LEGACY_DRIVER) {
                retry(world, run);
              }
            });
    return phase.ofLegacy() ? scenario.onLegacy() : scenario;
  }

  /** Stopped at that moment for longer than the timeouts while everybody else goes on. */
  static Scenario pause(Target target, Phase phase, Served served) {
    Scenario scenario =
        Scenario.of(
            "pause-" + target.slug() + "-" + phase.slug(),
            "SIGSTOP of the " + target.label() + " for longer than the timeouts, then SIGCONT",
            phase.moment(),
            ONCE,
            served,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              world.suspend(target, run);
              gate.open();
              world.pause(world.tooLong());
              world.resume(target, run);
              world.end(run);
            });
    return phase.ofLegacy() ? scenario.onLegacy() : scenario;
  }

  /** Stopped while another worker of its role is there; it wakes up when that one has served. */
  static Scenario freezeWithAnother(Target target, Phase phase, Served served) {
    Scenario scenario =
        Scenario.of(
            "freeze-" + target.slug() + "-" + phase.slug() + "-with-another",
            "SIGSTOP of the " + target.label() + " while another one is there, then SIGCONT",
            phase.moment(),
            "both may publish, one snapshot is published",
            served,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              world.suspend(target, run);
              world.lane().startFurther(target);
              world.end(run);
              wakeUp(world, target, run, gate);
            });
    return phase.ofLegacy() ? scenario.onLegacy() : scenario;
  }

  /** Killed after the catalog was asked for the commit; the catalog does it when all is over. */
  static Scenario lateCommit(Target target, Phase phase, Served served) {
    Scenario scenario =
        Scenario.of(
            "late-commit-" + target.slug() + "-" + phase.slug(),
            "the catalog does a commit only after the run has ended; its "
                + target.label()
                + " is dead",
            phase.moment(),
            "a late commit is refused by the fence",
            served,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              world.kill(target, run);
              world.end(run);
              gate.open();
              world.say("the commit arrives");
              world.pause(LATE);
            });
    return (phase.ofLegacy() ? scenario.onLegacy() : scenario).onRest();
  }

  private static void wakeUp(World world, Target target, MoveRun run, Gate gate)
      throws IOException, InterruptedException {
    world.resume(target, run);
    gate.open();
    world.pause(LATE);
  }

  /** A run whose legacy job died is not served, until an operator retries it. */
  private static void retry(World world, MoveRun run) throws IOException, InterruptedException {
    world.check(
        run.servedBy() == null, "the run was served although its legacy job had died: " + run.id());
    // Conductor writes a failed run once more when it has started the failure workflow; a retry in
    // between would be overwritten.
    world.pause(LATE);
    world.lane().conductor().retry(run.id());
    world.say("retried by an operator");
    world.end(run);
  }
}

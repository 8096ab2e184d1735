package io.pointsman.it.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.Connector;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a scenario's script works with: a lane, a destination of its own, and its runs. */
final class World {
  private static final Duration DRIVER_LIMIT = Duration.ofSeconds(20);
  private static final String SOURCE_TABLE = "members/logins";

  private final Lane lane;
  private final Scenario scenario;
  private final String table;
  private final Random random;
  private final Consumer<String> progress;
  private final List<MoveRun> runs = new ArrayList<>();
  private final List<String> happened = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  World(Lane lane, Scenario scenario, String table, Random random, Consumer<String> progress) {
    this.lane = lane;
    this.scenario = scenario;
    this.table = table;
    this.random = random;
    this.progress = progress;
  }

  Lane lane() {
    return lane;
  }

  String table() {
    return table;
  }

  Lake.Kind kind() {
    return scenario.kind();
  }

  List<MoveRun> runs() {
    return runs;
  }

  List<String> happened() {
    return happened;
  }

  List<String> broken() {
    return broken;
  }

  Random random() {
    return random;
  }

  /** What happened, a few words for the table. */
  void say(String words) {
    happened.add(words);
    progress.accept(scenario.name() + ": " + words);
  }

  /** Something that must hold, beside what is checked always. */
  void check(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }

  /** Starts a run. */
  MoveRun start() throws IOException {
    return start(Map.of());
  }

  /** Starts a run with more input. */
  MoveRun start(Map<String, Object> more) throws IOException {
    String movement =
        Lane.SOURCE
            + "/"
            + SOURCE_TABLE
            + " -> "
            + scenario.kind().catalog()
            + "."
            + Lake.NAMESPACE
            + "."
            + table;
    ObjectNode input = JsonNodeFactory.instance.objectNode().put("movement", movement);
    more.forEach(input::putPOJO);
    MoveRun run =
        new MoveRun(
            lane, lane.conductor().start("move_data", null, movement, input), scenario.served());
    runs.add(run);
    return run;
  }

  /** Waits until the run that goes on now is at that moment, where it is held. */
  Gate at(Phase phase) throws IOException, InterruptedException {
    Gate before = null;
    for (Phase.Place place : phase.places(kind(), table)) {
      Gate gate = proxy(place.way()).hold(place.request());
      if (before != null) {
        before.open();
      }
      await(gate, phase.moment());
      before = gate;
    }
    progress.accept(scenario.name() + ": " + phase.moment());
    return before;
  }

  private void await(Gate gate, String moment) throws IOException, InterruptedException {
    if (!gate.awaitReached(lane.timeouts().run())) {
      throw new IOException(
          "The run has not come within %d s to where %s"
              .formatted(lane.timeouts().run().toSeconds(), moment));
    }
  }

  FaultProxy proxy(Phase.Way way) {
    return switch (way) {
      case S3 -> lane.s3Proxy();
      case CATALOG -> lane.catalogProxy();
      case REGISTRY -> lane.registryProxy();
    };
  }

  /** Ends a process as {@code kill -9} does. */
  void kill(Target target, MoveRun run) throws IOException {
    if (target.isDriver()) {
      ProcessHandle driver = driver(target, run);
      driver.destroyForcibly();
      driver.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    } else {
      lane.process(target).kill();
    }
    say("kill -9 of the " + target.label());
  }

  /** Stops a process where it stands. */
  void suspend(Target target, MoveRun run) throws IOException, InterruptedException {
    signal("STOP", target, run);
    say("SIGSTOP to the " + target.label());
  }

  /** Lets a stopped process go on; no effect when it is gone. */
  void resume(Target target, MoveRun run) throws IOException, InterruptedException {
    boolean there = !target.isDriver() || !JobRecords.living(run.id()).isEmpty();
    if (there) {
      signal("CONT", target, run);
    }
    say(there ? "it goes on" : "it was ended meanwhile");
  }

  private void signal(String signal, Target target, MoveRun run)
      throws IOException, InterruptedException {
    List<Long> pids = new ArrayList<>();
    if (target.isDriver()) {
      if (signal.equals("STOP")) {
        pids.add(driver(target, run).pid());
      } else {
        JobRecords.living(run.id()).forEach(each -> pids.add(each.pid()));
      }
    } else {
      pids.add(lane.process(target).pid());
    }
    for (long pid : pids) {
      Lane.signal(signal, pid);
    }
  }

  /** The driver that works for a run now. */
  ProcessHandle driver(Target target, MoveRun run) throws IOException {
    Connector connector = target.connector();
    long until = System.nanoTime() + DRIVER_LIMIT.toNanos();
    Optional<ProcessHandle> driver = lane.records().driver(run.id(), connector);
    while (driver.isEmpty() && System.nanoTime() < until) {
      Thread.onSpinWait();
      driver = lane.records().driver(run.id(), connector);
    }
    return driver.orElseThrow(
        () -> new IOException("No " + target.label() + " works for run " + run.id()));
  }

  /** Starts a part again that was killed. */
  void startAgain(Target target) throws IOException, InterruptedException {
    lane.startAgain(target);
    say("started again");
  }

  /** Waits for a run's end. */
  void end(MoveRun run) throws IOException, InterruptedException {
    run.awaitEnd(lane.timeouts().run());
    String by = run.servedBy();
    String reason = run.reason();
    say(
        by == null
            ? "the run ended " + run.status() + ": " + shortened(reason)
            : reason.isEmpty() ? "served" : "fell back: " + shortened(reason));
  }

  /** Longer than a task, a poll or a heartbeat may take. */
  Duration tooLong() {
    return lane.timeouts().tooLong();
  }

  /** Lets time pass, for what is late to come. */
  void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  private static String shortened(String reason) {
    int colon = reason.indexOf(':');
    String name = colon < 0 ? reason : reason.substring(0, colon);
    return name.length() > 60 ? name.substring(0, 60) + "…" : name;
  }
}

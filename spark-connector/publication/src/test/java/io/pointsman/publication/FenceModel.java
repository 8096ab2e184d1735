package io.pointsman.publication;

import io.pointsman.decider.job.JobKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every interleaving of some runs' engines on one table: each engine looks, decides and commits in
 * separate steps, may be slow between any two, may be killed and begin again, and its commits may
 * be delivered long after it gave them up. The decisions are those of the code that runs in
 * production ({@link ClaimStep}, {@link PublishStep}); the metadata are Iceberg's own; only the
 * catalog is a model ({@link ModelTable}).
 *
 * <p>A lost answer needs no step of its own: the code takes no answer for granted and looks again,
 * so that a commit that landed and one that landed with its answer lost lead to the same state.
 *
 * <p>States are told apart by 64-bit fingerprints, as model checkers do: among ten million states
 * two are mixed up with a probability of about one in 400,000.
 */
final class FenceModel {
  /** Steps of an engine; {@code SEND} steps carry the version of the table that was looked at. */
  private enum At {
    NOT_STARTED,
    CLAIM_LOOK,
    CLAIM_SEND,
    STAGE,
    PUBLISH_LOOK,
    PUBLISH_SEND,
    SERVED,
    DENIED
  }

  /** What must never happen. */
  enum Fault {
    LATE,
    PUBLISHED_TWICE,
    FENCED_A_HIGHER_CLAIM,
    TOLD_WRONG,
    STUCK
  }

  /**
   * What was found.
   *
   * @param states distinct ones
   * @param steps taken between them
   * @param endings states in which every engine has ended and nothing is in flight
   * @param faults each with the first steps that led to it
   */
  record Findings(long states, long steps, long endings, Map<Fault, List<String>> faults) {}

  private final ModelTable table;
  private final List<ClaimOrder> engines;
  private final int delays;
  private final int crashes;
  private final Fingerprints seen = new Fingerprints();
  private final Map<Fault, List<String>> faults = new LinkedHashMap<>();
  private final Deque<String> path = new ArrayDeque<>();
  private long steps;
  private long endings;

  /**
   * A model.
   *
   * @param delays commits that may be delivered after their writer gave them up, in one history
   * @param crashes engines that may be killed, in one history
   */
  FenceModel(ModelTable table, List<ClaimOrder> engines, int delays, int crashes) {
    this.table = table;
    this.engines = List.copyOf(engines);
    this.delays = delays;
    this.crashes = crashes;
  }

  Findings explore() {
    State start = new State(engines.size());
    start.delays = delays;
    start.crashes = crashes;
    visit(start);
    return new Findings(seen.size(), steps, endings, faults);
  }

  /** One state of the world: small integers only, so that it can be copied and fingerprinted. */
  private static final class State {
    private final At[] at;
    private final int[] looked;
    private int version;
    private int delays;
    private int crashes;

    /** Commits under way, each {@link ModelTable#commit}'s number, sorted. */
    private int[] flying = {};

    State(int engines) {
      at = new At[engines];
      Arrays.fill(at, At.NOT_STARTED);
      looked = new int[engines];
    }

    State(State other) {
      at = other.at.clone();
      looked = other.looked.clone();
      version = other.version;
      delays = other.delays;
      crashes = other.crashes;
      flying = other.flying;
    }

    long fingerprint() {
      long hash = Fingerprints.mix(version, (long) delays * 31 + crashes);
      for (int i = 0; i < at.length; i++) {
        hash = Fingerprints.mix(hash, (long) at[i].ordinal() << 32 | looked[i]);
      }
      for (int commit : flying) {
        hash = Fingerprints.mix(hash, 1_000_003L + commit);
      }
      return hash;
    }
  }

  private void visit(State state) {
    steps++;
    if (!seen.add(state.fingerprint())) {
      return;
    }
    boolean ended = state.flying.length == 0;
    for (int engine = 0; engine < engines.size(); engine++) {
      At at = state.at[engine];
      if (at == At.SERVED || at == At.DENIED) {
        continue;
      }
      ended = false;
      step(state, engine);
      if (state.crashes > 0 && at != At.NOT_STARTED) {
        State killed = new State(state);
        killed.crashes--;
        killed.at[engine] = At.NOT_STARTED;
        killed.looked[engine] = 0;
        go(killed, engine, "is killed");
      }
    }
    for (int i = 0; i < state.flying.length; i++) {
      deliverLate(state, i);
    }
    if (ended) {
      endings++;
      ClaimOrder highest = table.head(state.version);
      if (highest != null && !table.published(state.version, highest)) {
        fault(Fault.STUCK);
      }
    }
  }

  private void step(State state, int engine) {
    State next = new State(state);
    switch (state.at[engine]) {
      case NOT_STARTED -> {
        next.at[engine] = At.CLAIM_LOOK;
        go(next, engine, "starts");
      }
      case CLAIM_LOOK -> look(next, engine, ModelTable.Act.CLAIM, At.CLAIM_SEND, At.STAGE);
      case STAGE -> {
        next.version = table.stage(state.version, engine);
        next.at[engine] = At.PUBLISH_LOOK;
        go(next, engine, "stages");
      }
      case PUBLISH_LOOK -> look(next, engine, ModelTable.Act.PUBLISH, At.PUBLISH_SEND, At.SERVED);
      case CLAIM_SEND -> send(state, engine, ModelTable.Act.CLAIM, At.CLAIM_LOOK);
      case PUBLISH_SEND -> send(state, engine, ModelTable.Act.PUBLISH, At.PUBLISH_LOOK);
      case SERVED, DENIED -> throw new IllegalStateException("An engine that ended does nothing");
    }
  }

  private void look(State next, int engine, ModelTable.Act act, At commit, At done) {
    switch (table.decide(next.version, engine, act)) {
      case COMMIT -> {
        next.at[engine] = commit;
        next.looked[engine] = next.version;
        go(next, engine, "looks, and means to " + act);
      }
      case GO_ON -> {
        next.at[engine] = done;
        path.push(name(engine) + " looks, and has " + act);
        if (done == At.SERVED) {
          checkServed(next, engine);
        }
        visit(next);
        path.pop();
      }
      case SERVED -> {
        next.at[engine] = At.SERVED;
        path.push(name(engine) + " looks, and is told that its run is served");
        checkServed(next, engine);
        visit(next);
        path.pop();
      }
      case DENIED -> {
        next.at[engine] = At.DENIED;
        go(next, engine, "looks, and is refused");
      }
    }
  }

  private void send(State state, int engine, ModelTable.Act act, At lookAgain) {
    int commit = table.commit(state.looked[engine], engine, act);
    State next = new State(state);
    next.at[engine] = lookAgain;
    next.looked[engine] = 0;
    path.push(name(engine) + " commits its " + act);
    deliver(next, commit);
    visit(next);
    path.pop();
    if (state.delays > 0) {
      State delayed = new State(state);
      delayed.delays--;
      delayed.at[engine] = lookAgain;
      delayed.looked[engine] = 0;
      delayed.flying = Arrays.copyOf(state.flying, state.flying.length + 1);
      delayed.flying[state.flying.length] = commit;
      Arrays.sort(delayed.flying);
      go(
          delayed,
          engine,
          "commits its " + act + ", hears nothing, and the commit is still under way");
    }
  }

  private void deliverLate(State state, int index) {
    State next = new State(state);
    int commit = state.flying[index];
    next.flying = new int[state.flying.length - 1];
    for (int i = 0, j = 0; i < state.flying.length; i++) {
      if (i != index) {
        next.flying[j++] = state.flying[i];
      }
    }
    path.push("the " + table.act(commit) + " of " + name(table.engine(commit)) + " arrives late");
    deliver(next, commit);
    visit(next);
    path.pop();
  }

  /** What the catalog does with a commit: nothing, or a new version of the table. */
  private void deliver(State next, int commit) {
    int version = table.deliver(next.version, commit);
    if (version < 0) {
      return;
    }
    ClaimOrder order = engines.get(table.engine(commit));
    ClaimOrder before = table.head(next.version);
    ClaimOrder after = table.head(version);
    next.version = version;
    switch (table.act(commit)) {
      case CLAIM -> {
        if (before != null && order.compareTo(before) < 0) {
          fault(Fault.FENCED_A_HIGHER_CLAIM);
        }
      }
      case PUBLISH -> {
        if (!order.equals(after)) {
          fault(Fault.LATE);
        }
        if (table.publishes(version, order) > 1) {
          fault(Fault.PUBLISHED_TWICE);
        }
        if (next.at[table.engine(commit)] == At.DENIED) {
          fault(Fault.TOLD_WRONG);
        }
      }
    }
  }

  private void checkServed(State state, int engine) {
    if (!table.published(state.version, engines.get(engine))) {
      fault(Fault.TOLD_WRONG);
    }
  }

  private void go(State next, int engine, String what) {
    path.push(name(engine) + " " + what);
    visit(next);
    path.pop();
  }

  private void fault(Fault fault) {
    if (!faults.containsKey(fault)) {
      List<String> history = new ArrayList<>(path);
      java.util.Collections.reverse(history);
      faults.put(fault, history);
    }
  }

  private String name(int engine) {
    JobKey key = engines.get(engine).key();
    return key.runId() + "/" + key.execution() + " " + key.connector();
  }
}

package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.BreakerState;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Ramp;
import io.pointsman.decider.RampState;
import io.pointsman.decider.RampState.Pause;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.RampView;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.StandingKind;
import io.pointsman.registry.store.StandingStore;
import io.pointsman.registry.store.StandingStore.Kept;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Moves ramps from step to step: on the timer, on evidence and by people; every step exactly once,
 * because a state is replaced only on the revision that was read.
 */
public final class Ramps {
  private static final String RETIRED =
      "its rule had lost its ramp; it stands where it stood, and goes on when somebody resumes it";

  private final Database database;
  private final StandingStore store;
  private final RoutingTableStore tables;
  private final Acts acts;
  private final Clock clock;

  @Inject
  Ramps(Database database, StandingStore store, RoutingTableStore tables, Acts acts, Clock clock) {
    this.database = database;
    this.store = store;
    this.tables = tables;
    this.acts = acts;
    this.clock = clock;
  }

  /** All ramps of the newest table, in the rules' order. */
  public List<RampView> list() {
    return database.read(
        handle ->
            tables.newest(handle).table().rules().stream()
                .filter(rule -> rule.route() instanceof Ramp)
                .map(rule -> view(rule, kept(handle, rule).state()))
                .toList());
  }

  /** Looks at every ramp: time passes, and what is due advances. */
  public void observe() {
    database.write(
        handle -> {
          RoutingTable table = tables.newest(handle).table();
          boolean running = !table.killSwitch().engaged() && !breakerOpen(handle);
          for (Rule rule : table.rules()) {
            if (rule.route() instanceof Ramp ramp
                && !ramp.isLast(kept(handle, rule).state().step())) {
              Kept<RampState> kept = kept(handle, rule);
              settle(handle, ramp, kept, kept.state().observed(clock.instant(), running));
            }
          }
          return null;
        });
  }

  private boolean breakerOpen(Handle handle) {
    return store
        .get(handle, StandingKind.BREAKER, FleetBreaker.NAME, BreakerState.CLOSED)
        .state()
        .open();
  }

  /** An execution was served. */
  void ran(Handle handle, RunResult result) {
    Decision decision = result.decision();
    Optional<Rule> rule =
        decision == null || decision.rule() == null
            ? Optional.empty()
            : tables.newest(handle).table().rule(decision.rule());
    if (rule.isEmpty() || !(rule.get().route() instanceof Ramp ramp)) {
      return;
    }
    Kept<RampState> kept = kept(handle, rule.get());
    if (result.fellBack()) {
      pause(handle, kept, result.text());
    } else if (result.servedAsDecidedBySpark() && onStep(decision, kept)) {
      settle(handle, ramp, kept, kept.state().servedBySpark());
    }
  }

  /** A proof came in that counts. */
  void proved(Handle handle, Movement movement, Decision decision, Proof proof) {
    RoutingTable table = tables.newest(handle).table();
    Optional<Rule> rule =
        decision == null
            ? table.firstMatch(movement)
            : Optional.ofNullable(decision.rule()).flatMap(table::rule);
    if (rule.isEmpty() || !(rule.get().route() instanceof Ramp ramp)) {
      return;
    }
    Kept<RampState> kept = kept(handle, rule.get());
    if (proof.result() == ProofResult.MISMATCH) {
      pause(handle, kept, Guards.evidence(proof));
    } else if (decision == null || onStep(decision, kept)) {
      settle(handle, ramp, kept, kept.state().proved());
    }
  }

  /** What was decided on an earlier step says nothing about this one. */
  private static boolean onStep(Decision decision, Kept<RampState> kept) {
    return decision.standing() != null
        && decision.standing().step(kept.name()) == kept.state().step();
  }

  private void pause(Handle handle, Kept<RampState> kept, String evidence) {
    if (kept.state().pause() == null) {
      acts.act(
          handle,
          StandingKind.RAMP,
          kept,
          kept.state().paused(new Pause(Acts.REGISTRY, evidence, clock.instant())),
          "paused: " + evidence);
    }
  }

  /** Keeps what was seen, and takes the next step when nothing is missing any more. */
  private void settle(Handle handle, Ramp ramp, Kept<RampState> kept, RampState seen) {
    if (seen.missing(ramp).isEmpty()) {
      RampState next = seen.moved(ramp, seen.step() + 1, clock.instant());
      acts.act(
          handle,
          StandingKind.RAMP,
          kept,
          next,
          "step "
              + (next.step() + 1)
              + ", "
              + next.reached().percent()
              + " to Spark: "
              + seen.evidence(ramp));
    } else {
      acts.count(handle, StandingKind.RAMP, kept, seen);
    }
  }

  /**
   * Carries out what a person asks of a ramp.
   *
   * @param step the step that the person saw it on, from 1
   * @throws RefusedException when there is no such ramp, it stands elsewhere by now, or what is
   *     asked makes no sense there
   */
  public RampView act(String ruleId, RampAction action, int step, SignedChange change) {
    return database.write(
        handle -> {
          Rule rule = rampRule(handle, ruleId);
          Ramp ramp = (Ramp) rule.route();
          Kept<RampState> kept = kept(handle, rule);
          RampState before = kept.state();
          if (before.step() + 1 != step) {
            throw RefusedException.conflict(
                "The ramp of rule '"
                    + ruleId
                    + "' stands on step "
                    + (before.step() + 1)
                    + ", not on "
                    + step
                    + "; look at it again");
          }
          RampState after = after(ruleId, ramp, before, action, change);
          acts.act(handle, StandingKind.RAMP, kept, after, change);
          if (action == RampAction.APPROVE && after.missing(ramp).isEmpty()) {
            Kept<RampState> approved = kept(handle, rule);
            settle(handle, ramp, approved, approved.state());
          }
          return view(rule, kept(handle, rule).state());
        });
  }

  private RampState after(
      String ruleId, Ramp ramp, RampState before, RampAction action, SignedChange change) {
    String ramped = "The ramp of rule '" + ruleId + "' ";
    return switch (action) {
      case APPROVE -> {
        if (!ramp.step(before.step()).approval()) {
          throw RefusedException.conflict(ramped + "needs no approval on this step");
        }
        yield before.approved(change.change().actor());
      }
      case PAUSE ->
          before.paused(new Pause(change.change().actor(), change.change().why(), clock.instant()));
      case RESUME -> {
        if (before.pause() == null) {
          throw RefusedException.conflict(ramped + "is not paused");
        }
        yield before.resumed();
      }
      case ADVANCE -> {
        if (ramp.isLast(before.step())) {
          throw RefusedException.conflict(ramped + "is on its last step");
        }
        if (before.pause() != null) {
          throw RefusedException.conflict(
              ramped + "is paused (" + before.pause().why() + "); resume it first");
        }
        yield before.moved(ramp, before.step() + 1, clock.instant());
      }
      case BACK -> {
        if (before.step() == 0) {
          throw RefusedException.conflict(ramped + "is on its first step");
        }
        // It would come back by itself as soon as what it waits for is there again.
        yield before
            .moved(ramp, before.step() - 1, clock.instant())
            .paused(new Pause(change.change().actor(), change.change().why(), clock.instant()));
      }
    };
  }

  private Rule rampRule(Handle handle, String ruleId) {
    return tables
        .newest(handle)
        .table()
        .rule(ruleId)
        .filter(rule -> rule.route() instanceof Ramp)
        .orElseThrow(
            () -> RefusedException.notFound("There is no rule '" + ruleId + "' with a ramp"));
  }

  /** Keeps up with a changed document: what was reached stays, as far as the new ramps allow. */
  void follow(Handle handle, RoutingTable table, SignedChange change) {
    for (Kept<RampState> kept : store.all(handle, StandingKind.RAMP)) {
      Optional<Ramp> ramp =
          table
              .rule(kept.name())
              .map(Rule::route)
              .filter(Ramp.class::isInstance)
              .map(Ramp.class::cast);
      if (ramp.isEmpty()) {
        retire(handle, kept, change);
        continue;
      }
      RampState followed = kept.state().following(ramp.get());
      if (followed.step() != kept.state().step()) {
        acts.act(handle, StandingKind.RAMP, kept, followed, change);
      } else {
        acts.count(handle, StandingKind.RAMP, kept, followed);
      }
    }
    for (Rule rule : table.rules()) {
      if (rule.route() instanceof Ramp) {
        Kept<RampState> kept = kept(handle, rule);
        if (kept.revision() == 0) {
          acts.act(handle, StandingKind.RAMP, kept, kept.state(), change);
        }
      }
    }
  }

  /**
   * Keeps what a rule without its ramp had reached: when the ramp comes back, by an undo or an
   * apply, it must not begin anew and move everything back; but nobody watched it meanwhile.
   */
  private void retire(Handle handle, Kept<RampState> kept, SignedChange change) {
    Pause pause = kept.state().pause();
    if (pause == null || !pause.why().equals(RETIRED)) {
      acts.act(
          handle,
          StandingKind.RAMP,
          kept,
          kept.state().paused(new Pause(Acts.REGISTRY, RETIRED, clock.instant())),
          change);
    }
  }

  private Kept<RampState> kept(Handle handle, Rule rule) {
    return store.get(
        handle,
        StandingKind.RAMP,
        rule.id(),
        RampState.beginning((Ramp) rule.route(), clock.instant()));
  }

  private static RampView view(Rule rule, RampState state) {
    Ramp ramp = (Ramp) rule.route();
    return new RampView(rule.id(), ramp.steps(), state, state.missing(ramp));
  }
}

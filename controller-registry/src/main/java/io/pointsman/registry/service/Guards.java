package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.Guard;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.Movement;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.proof.Proof;
import io.pointsman.registry.api.GuardPage;
import io.pointsman.registry.api.GuardedMovement;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.StandingKind;
import io.pointsman.registry.store.StandingStore;
import io.pointsman.registry.store.StandingStore.Kept;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Takes movements back to legacy, and lets them go again, by what their rules' guards say. */
public final class Guards {
  private final Database database;
  private final StandingStore store;
  private final RoutingTableStore tables;
  private final Acts acts;
  private final Clock clock;

  @Inject
  Guards(Database database, StandingStore store, RoutingTableStore tables, Acts acts, Clock clock) {
    this.database = database;
    this.store = store;
    this.tables = tables;
    this.acts = acts;
    this.clock = clock;
  }

  /** An execution was served. */
  void ran(Handle handle, Movement movement, RunResult result) {
    Kept<GuardState> kept = kept(handle, movement.id());
    GuardState before = kept.state();
    if (result.servedAsDecidedBySpark()) {
      settle(handle, kept, before.servedBySpark(), "");
    } else if (result.fellBack()) {
      GuardState after = before.fellBack(guard(handle, movement), clock.instant(), result.text());
      settle(
          handle,
          kept,
          after,
          after.demotion() == null ? "" : "taken back to legacy: " + after.demotion().evidence());
    } else if (result.cooled()) {
      settle(handle, kept, before.cooled(), "the cooldown is over, with " + result.text());
    }
  }

  /** A proof came in that counts. */
  void proved(Handle handle, Movement movement, Proof proof) {
    Kept<GuardState> kept = kept(handle, movement.id());
    GuardState before = kept.state();
    Guard guard = guard(handle, movement);
    boolean wasEnough = before.cleanProofs() >= guard.requireOwnProofs();
    switch (proof.result()) {
      case CLEAN -> {
        GuardState after = before.proved();
        if (!wasEnough && after.cleanProofs() >= guard.requireOwnProofs()) {
          acts.act(
              handle,
              StandingKind.GUARD,
              kept,
              after,
              "it has "
                  + after.cleanProofs()
                  + " clean proofs of its own, which is what its rule's guard asks for; the last: "
                  + proof.proofId());
        } else {
          acts.count(handle, StandingKind.GUARD, kept, after);
        }
      }
      case MISMATCH -> {
        String evidence = evidence(proof);
        GuardState after = before.disproved(guard, clock.instant(), evidence);
        boolean acted = guard.demoteOnMismatch() || (guard.requireOwnProofs() > 0 && wasEnough);
        if (acted) {
          acts.act(handle, StandingKind.GUARD, kept, after, "taken back to legacy: " + evidence);
        } else {
          acts.count(handle, StandingKind.GUARD, kept, after);
        }
      }
      case UNPINNED, INCONCLUSIVE -> {}
    }
  }

  static String evidence(Proof proof) {
    return "proof "
        + proof.proofId()
        + " of run "
        + proof.runId()
        + " does not match"
        + (proof.differingRows() == null ? "" : ", " + proof.differingRows() + " rows differ")
        + (proof.message() == null ? "" : ": " + proof.message());
  }

  /** An act where a demotion begins or ends; what is only counted is no act. */
  private void settle(Handle handle, Kept<GuardState> kept, GuardState after, String evidence) {
    if (after.equals(kept.state())) {
      return;
    }
    boolean acted = (after.demotion() == null) != (kept.state().demotion() == null);
    if (acted) {
      acts.act(handle, StandingKind.GUARD, kept, after, evidence);
    } else {
      acts.count(handle, StandingKind.GUARD, kept, after);
    }
  }

  /**
   * Lets a movement go by a person's word.
   *
   * @throws RefusedException when nothing keeps it
   */
  public GuardedMovement release(Movement movement, SignedChange change) {
    return database.write(
        handle -> {
          Kept<GuardState> kept = kept(handle, movement.id());
          if (kept.state().demotion() == null) {
            throw RefusedException.conflict(
                "'" + movement.id() + "' is not demoted: no guard keeps it on legacy");
          }
          GuardState after = kept.state().released();
          acts.act(handle, StandingKind.GUARD, kept, after, change);
          return new GuardedMovement(movement.id(), after);
        });
  }

  /**
   * Movements of which something is known, by id.
   *
   * @param demotedOnly only those that a guard keeps on legacy
   */
  public GuardPage page(int limit, String after, boolean demotedOnly) {
    List<GuardedMovement> found =
        database.read(
            handle ->
                store.page(handle, StandingKind.GUARD, limit + 1, after, demotedOnly).stream()
                    .map(kept -> new GuardedMovement(kept.name(), kept.state()))
                    .toList());
    return found.size() <= limit
        ? new GuardPage(found, null)
        : new GuardPage(found.subList(0, limit), found.get(limit - 1).movementId());
  }

  /** The state of one movement. */
  public GuardState state(String movementId) {
    return database.read(handle -> kept(handle, movementId).state());
  }

  private Kept<GuardState> kept(Handle handle, String movementId) {
    return store.get(handle, StandingKind.GUARD, movementId, GuardState.NEW);
  }

  /** The guard of the rule that speaks of the movement now. */
  private Guard guard(Handle handle, Movement movement) {
    Optional<Rule> rule = tables.newest(handle).table().firstMatch(movement);
    return rule.map(Rule::guard).orElse(Guard.NONE);
  }
}

package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Movement;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.api.ProofPage;
import io.pointsman.registry.api.ProofReceipt;
import io.pointsman.registry.api.RecordedProof;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DefinitionKind;
import io.pointsman.registry.store.DefinitionStore;
import io.pointsman.registry.store.ProofStore;
import io.pointsman.registry.store.RunStore;
import io.pointsman.registry.store.Subject;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Keeps the comparisons of the two engines, each once. */
public final class Proofs {
  private final Database database;
  private final ProofStore proofs;
  private final RunStore runs;
  private final DefinitionStore definitions;
  private final Shadows shadows;
  private final Evidence evidence;

  @Inject
  Proofs(
      Database database,
      ProofStore proofs,
      RunStore runs,
      DefinitionStore definitions,
      Shadows shadows,
      Evidence evidence) {
    this.database = database;
    this.proofs = proofs;
    this.runs = runs;
    this.definitions = definitions;
    this.shadows = shadows;
    this.evidence = evidence;
  }

  /**
   * Records a proof; the same one again changes nothing.
   *
   * @throws RefusedException when its id is taken by another, or its run moves something else
   */
  public ProofReceipt report(Proof proof) {
    return database.writeBeside(
        List.of(Subject.run(proof.runId())),
        handle -> {
          Optional<RecordedProof> known = proofs.find(handle, proof.proofId());
          if (known.isPresent()) {
            if (!known.get().proof().equals(proof)) {
              throw RefusedException.conflict(
                  "The proof '"
                      + proof.proofId()
                      + "' is known with another content, recorded "
                      + known.get().recordedAt()
                      + "; another comparison needs an id of its own");
            }
            return new ProofReceipt(known.get(), false, false);
          }
          requireItsRun(handle, proof);
          boolean counted = counts(handle, proof);
          proofs.add(handle, proof);
          // Whatever came out: there is nothing left to compare.
          shadows.over(
              handle,
              proof.runId(),
              proof.execution(),
              "proof " + proof.proofId() + ": " + proof.result());
          if (counted) {
            count(handle, proof);
          }
          return new ProofReceipt(
              proofs.find(handle, proof.proofId()).orElseThrow(), true, counted);
        });
  }

  private void requireItsRun(Handle handle, Proof proof) {
    Optional<RunExecution> run = runs.find(handle, proof.runId(), proof.execution());
    String moved = run.map(RunExecution::movementId).orElse(proof.movementId());
    if (!moved.equals(proof.movementId())) {
      throw RefusedException.conflict(
          "Execution "
              + proof.execution()
              + " of run '"
              + proof.runId()
              + "' moves '"
              + moved
              + "', but its proof says '"
              + proof.movementId()
              + "'");
    }
  }

  private void count(Handle handle, Proof proof) {
    Optional<Decision> decision =
        runs.find(handle, proof.runId(), proof.execution()).map(RunExecution::decision);
    Movement movement =
        definitions
            .find(handle, DefinitionKind.MOVEMENT, proof.movementId())
            .map(MovementDefinition::movement)
            .or(() -> decision.map(Decision::movement))
            .orElseGet(() -> Movement.parse(proof.movementId()));
    evidence.proved(handle, movement, decision.orElse(null), proof);
  }

  /** Comparing one execution ten times makes one proof of it, not ten. */
  private boolean counts(Handle handle, Proof proof) {
    return switch (proof.result()) {
      case CLEAN -> !proofs.exists(handle, proof.runId(), proof.execution(), ProofResult.CLEAN);
      case MISMATCH -> true;
      case UNPINNED, INCONCLUSIVE -> false;
    };
  }

  /**
   * One proof.
   *
   * @throws RefusedException when there is none of that id
   */
  public RecordedProof one(String proofId) {
    return database
        .read(handle -> proofs.find(handle, proofId))
        .orElseThrow(() -> RefusedException.notFound("Proof '" + proofId + "' is not known"));
  }

  /** Proofs older than {@code before}, newest first; null asks for every movement or result. */
  public ProofPage page(int limit, long before, String movementId, ProofResult result) {
    List<RecordedProof> found =
        database.read(handle -> proofs.page(handle, limit + 1, before, movementId, result));
    return found.size() <= limit
        ? new ProofPage(found, null)
        : new ProofPage(found.subList(0, limit), found.get(limit - 1).cursor());
  }
}

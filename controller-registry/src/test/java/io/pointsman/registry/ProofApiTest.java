package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.START;
import static io.pointsman.registry.TestRegistry.proof;
import static io.pointsman.registry.TestRegistry.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.Decision;
import io.pointsman.decider.Movement;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.decider.proof.Waiver;
import io.pointsman.registry.api.ProofPage;
import io.pointsman.registry.api.ProofReceipt;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ProofApiTest {
  private static final Movement OTHER = Movement.parse("members/ks/other -> lake.ns.other");

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aProofIsKeptWholeAndCountedOnceHoweverOftenItIsReported() throws Exception {
    Decision decision = registry.client().decide(request("run-1"));
    Proof proof = proof("proof-1", decision, ProofResult.CLEAN);
    ProofReceipt first = registry.client().reportProof(proof);
    assertThat(first.recorded()).isTrue();
    assertThat(first.counted()).isTrue();
    assertThat(first.proof().proof()).isEqualTo(proof);
    ProofReceipt again = registry.client().reportProof(proof);
    assertThat(again.recorded()).isFalse();
    assertThat(again.counted()).isFalse();
    assertThat(registry.client().proofs(10, null, null, null).proofs())
        .containsExactly(first.proof());
    assertThat(registry.get("/v1/proofs/proof-1").body()).contains("\"backupId\":\"backup-1\"");
    assertThat(registry.get("/v1/proofs/none").statusCode()).isEqualTo(404);
  }

  @Test
  void comparingOneExecutionTwiceMakesOneProofOfIt() throws RegistryException {
    Decision decision = registry.client().decide(request("run-1"));
    assertThat(report("proof-1", decision, ProofResult.UNPINNED).counted()).isFalse();
    assertThat(report("proof-2", decision, ProofResult.INCONCLUSIVE).counted()).isFalse();
    assertThat(report("proof-3", decision, ProofResult.CLEAN).counted()).isTrue();
    assertThat(report("proof-4", decision, ProofResult.CLEAN).counted()).isFalse();
    assertThat(report("proof-5", decision, ProofResult.MISMATCH).counted()).isTrue();
  }

  @Test
  void anIdThatIsTakenByAnotherComparisonIsAConflict() throws RegistryException {
    Decision decision = registry.client().decide(request("run-1"));
    report("proof-1", decision, ProofResult.CLEAN);
    assertThat(refused(proof("proof-1", decision, ProofResult.MISMATCH)))
        .hasMessageContaining("'proof-1' is known with another content")
        .matches(e -> e.problem().status() == 409);
  }

  @Test
  void aProofOfAnotherMovementThanItsRunsIsAConflict() throws RegistryException {
    Decision other = registry.client().decide(request("run-2", OTHER, 1));
    Proof mixed = proof("proof-1", other, ProofResult.CLEAN);
    registry.client().decide(request("run-1"));
    Proof wrong =
        new Proof(
            "proof-1",
            "run-1",
            1,
            OTHER.id(),
            mixed.pin(),
            1L,
            2L,
            "1.0",
            ProofResult.CLEAN,
            null,
            null,
            null,
            null,
            null,
            START);
    assertThat(refused(wrong)).hasMessageContaining("but its proof says '" + OTHER.id() + "'");
  }

  @Test
  void aResultThatIsBoundToNothingIsRefusedFieldByField() throws Exception {
    String body =
        registry
            .post(
                registry.to("/v1/proofs"),
                "application/json",
                """
                {"proofId":"../x","runId":"run-1","execution":0,"movementId":"no","result":"CLEAN",
                 "waivers":[{"scope":"c"}]}
                """)
            .body();
    assertThat(body)
        .contains(
            "\"path\":\"proofId\"",
            "\"path\":\"execution\"",
            "\"path\":\"movementId\"",
            "\"path\":\"pin\"",
            "\"path\":\"legacySnapshotId\"",
            "\"path\":\"sparkSnapshotId\"",
            "\"path\":\"connectorVersion\"",
            "\"path\":\"comparedAt\"",
            "\"path\":\"waivers[0].why\"");
  }

  @Test
  void waiversAreKeptWithTheirOwners() throws RegistryException {
    Decision decision = registry.client().decide(request("run-1"));
    Proof clean = proof("proof-1", decision, ProofResult.CLEAN);
    Waiver waiver = new Waiver("updated_at", "the legacy engine rounds to seconds", "ana", 17);
    Proof waived =
        new Proof(
            "proof-1",
            clean.runId(),
            1,
            clean.movementId(),
            clean.pin(),
            1L,
            2L,
            "1.0",
            ProofResult.CLEAN,
            "17 rows differ in a waived column",
            100L,
            100L,
            17L,
            List.of(waiver),
            START);
    assertThat(registry.client().reportProof(waived).counted()).isTrue();
    assertThat(registry.client().proofs(1, null, null, null).proofs().get(0).proof().waivers())
        .containsExactly(waiver);
  }

  @Test
  void proofsArePagedNewestFirstByMovementAndByResult() throws Exception {
    for (int i = 0; i < 7; i++) {
      Decision decision =
          registry.client().decide(request("run-" + i, i % 2 == 0 ? MOVEMENT : OTHER, 1));
      report("proof-" + i, decision, i == 3 ? ProofResult.MISMATCH : ProofResult.CLEAN);
    }
    List<String> seen = new ArrayList<>();
    Long before = null;
    do {
      ProofPage page = registry.client().proofs(3, before, null, null);
      page.proofs().forEach(proof -> seen.add(proof.proof().proofId()));
      before = page.next();
    } while (before != null);
    assertThat(seen)
        .containsExactly(
            "proof-6", "proof-5", "proof-4", "proof-3", "proof-2", "proof-1", "proof-0");
    assertThat(registry.client().proofs(10, null, OTHER, null).proofs()).hasSize(3);
    assertThat(registry.client().proofs(10, null, OTHER, ProofResult.MISMATCH).proofs())
        .singleElement()
        .matches(proof -> proof.proof().proofId().equals("proof-3"));
    assertThat(registry.get("/v1/proofs?result=DIRTY").body())
        .contains("'DIRTY'; it is one of [CLEAN, MISMATCH, UNPINNED, INCONCLUSIVE]");
  }

  private ProofReceipt report(String proofId, Decision decision, ProofResult result)
      throws RegistryException {
    return registry.client().reportProof(proof(proofId, decision, result));
  }

  private RegistryRefusedException refused(Proof proof) {
    return catchThrowableOfType(
        RegistryRefusedException.class, () -> registry.client().reportProof(proof));
  }
}

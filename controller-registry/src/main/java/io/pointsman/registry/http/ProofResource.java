package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.ShadowEnd;
import io.pointsman.registry.service.Proofs;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.Shadows;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The comparisons of the two engines, and the shadows that they need. */
final class ProofResource {
  private static final int MOST_WAIVERS = 1000;

  private final Proofs proofs;
  private final Shadows shadows;

  @Inject
  ProofResource(Proofs proofs, Shadows shadows) {
    this.proofs = proofs;
    this.shadows = shadows;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/proofs", this::report),
        Endpoint.get("/v1/proofs", this::page),
        Endpoint.get("/v1/proofs/{proofId}", this::one),
        Endpoint.get("/v1/shadows", this::shadows),
        Endpoint.post("/v1/shadows/end", this::end));
  }

  private void report(Context context) throws IOException {
    Proof proof = Requests.json(context, Proof.class);
    Faults faults = new Faults();
    faults.id("proofId", proof.proofId());
    faults.runId(proof.runId());
    faults.execution(proof.execution());
    faults.movement(proof.movementId());
    faults.missing("connectorVersion", proof.connectorVersion());
    faults.length("connectorVersion", proof.connectorVersion());
    faults.missing("result", proof.result());
    faults.missing("comparedAt", proof.comparedAt());
    faults.length("message", proof.message());
    faults.unless(
        proof.waivers().size() <= MOST_WAIVERS,
        "waivers",
        "has " + proof.waivers().size() + " entries; at most " + MOST_WAIVERS + " are kept");
    for (int i = 0; i < proof.waivers().size(); i++) {
      String path = "waivers[" + i + "]";
      faults.missing(path + ".scope", proof.waivers().get(i).scope());
      faults.missing(path + ".why", proof.waivers().get(i).why());
      faults.missing(path + ".owner", proof.waivers().get(i).owner());
    }
    if (proof.result() == ProofResult.CLEAN || proof.result() == ProofResult.MISMATCH) {
      // Without what it is bound to, a result says nothing about any other run.
      faults.missing("pin", proof.pin());
      faults.missing("legacySnapshotId", proof.legacySnapshotId());
      faults.missing("sparkSnapshotId", proof.sparkSnapshotId());
    }
    faults.refuse("The proof");
    Requests.answer(context, proofs.report(proof));
  }

  private void page(Context context) {
    Requests.answer(
        context,
        proofs.page(
            Requests.limit(context),
            Requests.before(context),
            context.queryParam("movement"),
            result(context.queryParam("result"))));
  }

  private static ProofResult result(String text) {
    if (text == null) {
      return null;
    }
    return Arrays.stream(ProofResult.values())
        .filter(result -> result.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                RefusedException.badRequest(
                    "The parameter result is '"
                        + text
                        + "'; it is one of "
                        + Arrays.toString(ProofResult.values())));
  }

  private void shadows(Context context) {
    Requests.answer(
        context,
        shadows.page(
            Requests.limit(context),
            Requests.before(context),
            "true".equals(context.queryParam("running"))));
  }

  private void end(Context context) throws IOException {
    ShadowEnd end = Requests.json(context, ShadowEnd.class);
    Faults faults = new Faults();
    faults.runId(end.runId());
    faults.execution(end.execution());
    faults.refuse("The request");
    Requests.answer(context, shadows.end(end.runId(), end.execution(), Requests.change(context)));
  }

  private void one(Context context) {
    Requests.answer(context, proofs.one(context.pathParam("proofId")));
  }
}
